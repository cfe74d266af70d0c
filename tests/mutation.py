"""Change the reference a little, again and again, and see that the checks notice.

`make corpus` prints, for each piece, how many sample answers are given their score and how many
mutants of the reference are caught.  A mutant that does what the reference does cannot be caught;
such survivors are listed with the reason in `tests/mutants.toml`.
"""

import ast
import tomllib
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

from authoring import ROOT
from authoring.sample_class import answers, reference_sources
from grading.course import Chapter, Section, grade_id
from grading.execution import PREPARATION, Cache, Engine, Limits
from grading.intake.repair import Submission
from grading.score import Grader

LIMITS = Limits(cell_seconds=5)  # a mutant may loop for ever
OPERATORS = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.Pow: ast.Mult, ast.MatMult: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
}  # fmt: skip
METHODS = {
    "mean": "sum", "sum": "mean", "std": "var", "zeros": "ones", "zeros_like": "ones_like",
    "ones": "zeros", "randperm": "arange", "arange": "randperm", "abs": "square", "sqrt": "abs",
    "matmul": "mul", "normal": "rand", "square": "abs", "norm": "sum", "min": "max", "max": "min",
    "train": "eval", "eval": "train", "training_step": "validation_step",
    "validation_step": "training_step", "train_dataloader": "val_dataloader",
    "val_dataloader": "train_dataloader", "step": "zero_grad", "zero_grad": "step",
    "train_batch_idx": "val_batch_idx", "val_batch_idx": "train_batch_idx",
    "where": "add", "no_grad": "enable_grad", "clone": "detach", "grad": "data",
}  # fmt: skip


def mutants(source: str) -> Iterator[tuple[str, str]]:
    """Descriptions and sources of a piece with one place changed."""
    tree = ast.parse(source)
    seen = {ast.unparse(tree)}
    for function in [
        node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)
    ]:
        names = [
            argument.arg for argument in function.args.args if argument.arg != "self"
        ]
        for number, node in enumerate(ast.walk(function)):
            for what, change in _changes(node, names):
                copy = deepcopy(tree)
                twin = next(
                    n for n in ast.walk(copy)
                    if isinstance(n, ast.FunctionDef) and n.lineno == function.lineno
                )  # fmt: skip
                place = list(ast.walk(twin))[number]
                change(place)
                text = ast.unparse(ast.fix_missing_locations(copy))
                if text not in seen:
                    seen.add(text)
                    line = getattr(node, "lineno", function.lineno)
                    yield (
                        f"{function.name}: {what}: {source.splitlines()[line - 1].strip()}",
                        text,
                    )


def _changes(node, names):
    """The ways to change one node: a word for each, and the change itself."""
    if isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in OPERATORS:
        new = OPERATORS[type(node.op)]
        yield new.__name__, lambda n: setattr(n, "op", new())
    if isinstance(node, ast.BinOp):
        yield "left only", lambda n: _become(n, n.left)
        yield "right only", lambda n: _become(n, n.right)
        if isinstance(node.op, ast.Sub | ast.Div | ast.MatMult | ast.Pow):
            yield "swapped", _swap
    if isinstance(node, ast.AugAssign):
        yield "rebinds", _rebind
        yield "assigns", lambda n: _become(n, ast.Assign([n.target], n.value))
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
        new = OPERATORS[type(node.ops[0])]
        yield new.__name__, lambda n: setattr(n, "ops", [new()])
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        for value in {node.value + 1, node.value - 1, 0, node.value * 2} - {node.value}:
            yield f"{node.value} is {value}", lambda n, v=value: setattr(n, "value", v)
    if isinstance(node, ast.Constant) and type(node.value) is bool:
        yield f"not {node.value}", lambda n: setattr(n, "value", not n.value)
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield (
            "condition turned",
            lambda n: setattr(n, "test", ast.UnaryOp(ast.Not(), n.test)),
        )
        yield "always", lambda n: setattr(n, "test", ast.Constant(True))
        yield "never", lambda n: setattr(n, "test", ast.Constant(False))
    if isinstance(node, ast.UnaryOp):
        yield "sign dropped", lambda n: _become(n, n.operand)
    if isinstance(node, ast.Attribute) and node.attr in METHODS:
        yield METHODS[node.attr], lambda n: setattr(n, "attr", METHODS[n.attr])
    if isinstance(node, ast.Call):
        for position, keyword in enumerate(node.keywords):
            yield f"without {keyword.arg}", lambda n, p=position: n.keywords.pop(p)
        if len(node.args) > 1:
            yield "first two swapped", lambda n: n.args.insert(0, n.args.pop(1))
        if isinstance(node.func, ast.Attribute) and not node.args:
            yield f"without .{node.func.attr}()", lambda n: _become(n, n.func.value)
    if (
        isinstance(node, ast.Name)
        and isinstance(node.ctx, ast.Load)
        and node.id in names
    ):
        for other in names:
            if other != node.id:
                yield f"{other} for {node.id}", lambda n, o=other: setattr(n, "id", o)
    if isinstance(node, ast.Slice):
        yield "no start", lambda n: setattr(n, "lower", None)
        yield "no end", lambda n: setattr(n, "upper", None)
    if isinstance(node, ast.Return) and node.value is not None:
        yield "returns None", lambda n: setattr(n, "value", None)
    removable = (
        ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If | ast.With | ast.Return
    )
    if isinstance(node, removable) and not _docstring(node):
        yield "removed", lambda n: _become(n, ast.Pass())
    if isinstance(node, ast.With):
        yield (
            "without its with",
            lambda n: _become(n, ast.If(ast.Constant(True), n.body, [])),
        )
    for field in ("body", "orelse"):
        block = getattr(node, field, None)
        if isinstance(block, list):
            for position in range(len(block) - 1):
                if not _docstring(block[position]):
                    first = ast.unparse(block[position]).splitlines()[0]
                    yield (
                        f"`{first}` after the next",
                        lambda n, f=field, p=position: getattr(n, f).insert(
                            p, getattr(n, f).pop(p + 1)
                        ),
                    )


def _docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _become(node, other):
    node.__class__, node.__dict__ = other.__class__, dict(other.__dict__)


def _swap(node):
    node.left, node.right = node.right, node.left


def _rebind(node):
    left = deepcopy(node.target)
    left.ctx = ast.Load()
    _become(node, ast.Assign([node.target], ast.BinOp(left, node.op, node.value)))


def score_of(
    grader: Grader, section: Section, piece: str, source: str
) -> tuple[float, float]:
    """What an answer to one piece earns in the reference's notebook, and what it could."""
    notebook = deepcopy(section.notebook)
    next(cell for cell in notebook.cells if grade_id(cell) == piece).source = source
    verdict = grader.grade(section, Submission(notebook))[piece]
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


def equivalent(root: Path = ROOT) -> dict[str, dict[str, str]]:
    """By piece: mutants that do what the reference does, with the reason."""
    return tomllib.loads((root / "tests" / "mutants.toml").read_text("utf-8"))


def main() -> int:
    """Print the figures of every piece; 1 if a sample answer or a mutant gets through."""
    assignment = Chapter(ROOT, "linear_regression")
    assignment.require_release()
    known, samples, bad = equivalent(), answers(), 0
    print(
        f"{'piece':<26}{'right':>6}{'wrong':>6}{'as stated':>10}{'mutants':>9}{'caught':>8}"
    )
    with Engine(LIMITS, PREPARATION) as engine:
        grader = Grader(assignment, lambda: engine, Cache(None), limits=LIMITS)
        for section in assignment.sections.values():
            for question in section.questions:
                if question.manual or not question.points:
                    continue
                piece = question.piece
                own = [answer for answer in samples.values() if answer.piece == piece]
                right = sum(answer.name.startswith("right") for answer in own)
                stated = sum(
                    abs(
                        score_of(grader, section, piece, answer.source)[0]
                        - answer.score
                    )
                    < 1e-9
                    for answer in own
                )
                count, alive = survivors(grader, section, piece)
                missed = [what for what in alive if what not in known.get(piece, {})]
                count -= len(alive) - len(missed)
                caught = 100 * (count - len(missed)) / count
                print(
                    f"{piece:<26}{right:>6}{len(own) - right:>6}{stated:>6} of {len(own):<3}"
                    f"{count:>6}{caught:>7.1f}%",
                    flush=True,
                )
                for what in missed:
                    print(f"    survives: {what}")
                bad += len(own) - stated + (caught < 95)
    print(
        f"{sum(map(len, known.values()))} mutants are equivalent; tests/mutants.toml says why."
    )
    return bool(bad)


if __name__ == "__main__":
    raise SystemExit(main())
