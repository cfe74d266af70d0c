"""Change the reference a little, again and again, and see that the checks notice.

`python -m tests.mutation [CHAPTER]` prints, for each piece, how many sample answers are
given their score and how many mutants of the reference are caught.  A mutant that does
what the reference does cannot be caught; such survivors are listed, with the reason, in
the chapter's `tests/submissions/<chapter>/mutants.toml`.
"""

import ast
import tomllib
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import dataclass

import click

from authoring.sample_class import reference_sources
from grading.course import Chapter, Section, grade_id
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.intake.repair import Repaired
from grading.sample_answers import answers, folder_of
from grading.sandbox import Engine, Limits
from tests.conftest import CHAPTERS, DEFAULT, ROOT

LIMITS = Limits(cell_seconds=5)  # a mutant may loop for ever
LEAST_CAUGHT = 0.95  # of the mutants of each piece that are not equivalent

OTHER_OPERATOR = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
OTHER_METHOD = {
    "mean": "sum",
    "sum": "mean",
    "std": "var",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "ones": "zeros",
    "randperm": "arange",
    "arange": "randperm",
    "abs": "square",
    "sqrt": "abs",
    "matmul": "mul",
    "normal": "rand",
    "square": "abs",
    "norm": "sum",
    "min": "max",
    "max": "min",
    "train": "eval",
    "eval": "train",
    "training_step": "validation_step",
    "validation_step": "training_step",
    "train_dataloader": "val_dataloader",
    "val_dataloader": "train_dataloader",
    "step": "zero_grad",
    "zero_grad": "step",
    "train_batch_idx": "val_batch_idx",
    "val_batch_idx": "train_batch_idx",
    "where": "add",
    "no_grad": "enable_grad",
    "clone": "detach",
    "grad": "data",
}
NOT_COMMUTATIVE = ast.Sub | ast.Div | ast.MatMult | ast.Pow
REMOVABLE = (
    ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If | ast.With | ast.Return
)

# A change of one node, made in place, with a word for it.
Change = tuple[str, Callable[[ast.AST], None]]


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Descriptions and sources of a piece with one place changed.

    No two have the same text, and none has the original's.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    places = {node: number for number, node in enumerate(ast.walk(tree))}
    seen = {ast.unparse(tree)}
    for function in [node for node in places if isinstance(node, ast.FunctionDef)]:
        for node in ast.walk(function):
            line = lines[getattr(node, "lineno", function.lineno) - 1].strip()
            for what, change in changes(node, arguments(function)):
                text = changed(tree, places[node], change)
                if text not in seen:
                    seen.add(text)
                    yield f"{function.name}: {what}: {line}", text


def arguments(function: ast.FunctionDef) -> list[str]:
    """Names of a function's arguments, apart from `self`."""
    names = [argument.arg for argument in function.args.args]
    return [name for name in names if name != "self"]


def changed(tree: ast.Module, place: int, change: Callable[[ast.AST], None]) -> str:
    """The text of a tree after a change of the node at a place in walking order."""
    copy = deepcopy(tree)
    change(list(ast.walk(copy))[place])
    return ast.unparse(ast.fix_missing_locations(copy))


def changes(node: ast.AST, names: list[str]) -> Iterator[Change]:
    """All ways to change one node.

    Args:
        node: the node.
        names: the arguments of the function around it.
    """
    for rule in RULES:
        yield from rule(node)
    yield from _another_argument(node, names)
    yield from _statement(node)
    yield from _another_order(node)


# How a node is changed.  It stays the same object, so that nothing above it changes.


def _become(node: ast.AST, other: ast.AST) -> None:
    node.__class__ = other.__class__  # type: ignore[assignment]
    node.__dict__ = dict(other.__dict__)


def _set(field: str, value: object) -> Callable[[ast.AST], None]:
    return lambda node: setattr(node, field, value)


def _replace_by(
    make: Callable[[ast.AST], ast.AST],
) -> Callable[[ast.AST], None]:
    return lambda node: _become(node, make(node))


# The rules, each for one kind of node.


def _operator(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OTHER_OPERATOR:
        other = OTHER_OPERATOR[type(node.op)]
        yield other.__name__, _set("op", other())


def _operand(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.BinOp):
        yield "left only", _replace_by(lambda old: old.left)
        yield "right only", _replace_by(lambda old: old.right)
        if isinstance(node.op, NOT_COMMUTATIVE):
            yield (
                "swapped",
                _replace_by(lambda old: ast.BinOp(old.right, old.op, old.left)),
            )


def _in_place(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.AugAssign):
        yield "rebinds", _rebind
        yield "assigns", _replace_by(lambda old: ast.Assign([old.target], old.value))


def _rebind(node: ast.AST) -> None:
    """`a += b` becomes `a = a + b`."""
    before = deepcopy(node.target)
    before.ctx = ast.Load()
    _become(node, ast.Assign([node.target], ast.BinOp(before, node.op, node.value)))


def _comparison(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OTHER_OPERATOR:
        other = OTHER_OPERATOR[type(node.ops[0])]
        yield other.__name__, _set("ops", [other()])


def _constant(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Constant):
        return
    value = node.value
    if isinstance(value, bool):
        yield f"not {value}", _set("value", not value)
    elif isinstance(value, int | float):
        for other in sorted({value + 1, value - 1, 0, value * 2} - {value}):
            yield f"{value} is {other}", _set("value", other)


def _condition(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield "condition turned", _set("test", ast.UnaryOp(ast.Not(), node.test))
        yield "always", _set("test", ast.Constant(True))
        yield "never", _set("test", ast.Constant(False))


def _sign(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.UnaryOp):
        yield "sign dropped", _replace_by(lambda old: old.operand)


def _method(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Attribute) and node.attr in OTHER_METHOD:
        other = OTHER_METHOD[node.attr]
        yield other, _set("attr", other)


def _call(node: ast.AST) -> Iterator[Change]:
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        others = [other for other in node.keywords if other is not keyword]
        yield f"without {keyword.arg}", _set("keywords", others)
    if len(node.args) > 1:
        first, second, *rest = node.args
        yield "first two swapped", _set("args", [second, first, *rest])
    if isinstance(node.func, ast.Attribute) and not node.args:
        method = node.func.attr
        yield f"without .{method}()", _replace_by(lambda old: old.func.value)


def _slice(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Slice):
        yield "no start", _set("lower", None)
        yield "no end", _set("upper", None)


def _result(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, ast.Return) and node.value is not None:
        yield "returns None", _set("value", None)


RULES = [
    _operator,
    _operand,
    _in_place,
    _comparison,
    _constant,
    _condition,
    _sign,
    _method,
    _call,
    _slice,
    _result,
]


def _another_argument(node: ast.AST, names: list[str]) -> Iterator[Change]:
    read = isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    if not read or node.id not in names:
        return
    for other in names:
        if other != node.id:
            yield f"{other} for {node.id}", _set("id", other)


def _statement(node: ast.AST) -> Iterator[Change]:
    if isinstance(node, REMOVABLE) and not _is_docstring(node):
        yield "removed", _replace_by(lambda old: ast.Pass())
    if isinstance(node, ast.With):
        body = _replace_by(lambda old: ast.If(ast.Constant(True), old.body, []))
        yield "without its with", body


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _another_order(node: ast.AST) -> Iterator[Change]:
    """Each statement of a block after the next one."""
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if not isinstance(block, list):
            continue
        for position in range(len(block) - 1):
            if not _is_docstring(block[position]):
                first = ast.unparse(block[position]).splitlines()[0]
                yield f"`{first}` after the next", _exchange(field, position)


def _exchange(field: str, position: int) -> Callable[[ast.AST], None]:
    def exchange(node: ast.AST) -> None:
        block = getattr(node, field)
        block.insert(position, block.pop(position + 1))

    return exchange


# What becomes of the mutants.


def score_of(
    grader: Grader, section: Section, piece: str, source: str
) -> tuple[float, float]:
    """What an answer to one piece earns in the reference's notebook, and what it could."""
    notebook = deepcopy(section.notebook)
    for cell in notebook.cells:
        if grade_id(cell) == piece:
            cell.source = source
    verdict = grader.verdicts(section, Repaired(notebook))[piece]
    return verdict.score, verdict.max_score


def survivors(grader: Grader, section: Section, piece: str) -> tuple[int, list[str]]:
    """How many mutants a piece has, and those that are given full marks."""
    tried = list(mutants(reference_sources(section)[piece]))
    alive = []
    for what, source in tried:
        score, full = score_of(grader, section, piece, source)
        if score >= full:
            alive.append(what)
    return len(tried), alive


def equivalent(chapter: str) -> dict[str, dict[str, str]]:
    """By piece: mutants that do what the reference does, with the reason."""
    path = folder_of(chapter, ROOT) / "mutants.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def examined(chapter: Chapter) -> list[tuple[Section, str]]:
    """The pieces whose checks give points, each with its section."""
    return [
        (section, question.piece)
        for section in chapter.sections.values()
        for question in section.questions
        if question.points and not question.manual
    ]


@dataclass
class Figures:
    """What the checks make of one piece's sample answers and mutants.

    Attributes:
        piece: its name.
        right: how many sample answers are right.
        wrong: how many are wrong.
        as_stated: how many are given the score that they state.
        mutants: how many mutants are not equivalent to the reference.
        missed: those of them that are given full marks.
    """

    piece: str
    right: int
    wrong: int
    as_stated: int
    mutants: int
    missed: list[str]

    @property
    def caught(self) -> float:
        """The share of mutants that lose points."""
        return 1 - len(self.missed) / self.mutants

    @property
    def good(self) -> bool:
        """Whether every answer got its score and nearly every mutant was caught."""
        answered = self.as_stated == self.right + self.wrong
        return answered and self.caught >= LEAST_CAUGHT

    def __str__(self) -> str:
        of_all = f"{self.as_stated} of {self.right + self.wrong}"
        line = f"{self.piece:<26}{self.right:>6}{self.wrong:>6}{of_all:>12}"
        line += f"{self.mutants:>9}{self.caught:>8.1%}"
        return "\n".join([line, *(f"    survives: {what}" for what in self.missed)])


HEAD = (
    f"{'piece':<26}{'right':>6}{'wrong':>6}{'as stated':>12}{'mutants':>9}{'caught':>8}"
)


def figures(grader: Grader, section: Section, piece: str) -> Figures:
    """Grade the sample answers and the mutants of one piece."""
    chapter = grader.chapter.name
    own = [each for each in answers(ROOT, chapter).values() if each.piece == piece]
    given = [score_of(grader, section, piece, answer.source)[0] for answer in own]
    stated = [answer.score for answer in own]
    agree = [abs(a - b) < 1e-9 for a, b in zip(given, stated, strict=True)]
    right = [answer for answer in own if answer.right]
    known = equivalent(chapter).get(piece, {})
    count, alive = survivors(grader, section, piece)
    return Figures(
        piece=piece,
        right=len(right),
        wrong=len(own) - len(right),
        as_stated=sum(agree),
        mutants=count - len([what for what in alive if what in known]),
        missed=[what for what in alive if what not in known],
    )


@click.command(help=__doc__)
@click.argument("chapter", default=DEFAULT, type=click.Choice(list(CHAPTERS)))
@click.pass_context
def main(context: click.Context, chapter: str) -> None:
    """Print the figures of every piece; 1 if a sample answer or a mutant gets through."""
    course = CHAPTERS[chapter]
    course.require_release()
    good = True
    print(HEAD)
    with Engine(LIMITS, preparation=PREPARATION) as engine:
        grader = Grader(course, engine)
        for section, piece in examined(course):
            found = figures(grader, section, piece)
            print(found, flush=True)
            good = good and found.good
    listed = sum(len(reasons) for reasons in equivalent(chapter).values())
    print(f"{listed} mutants are equivalent; {chapter}/mutants.toml says why.")
    context.exit(0 if good else 1)


if __name__ == "__main__":
    main()
