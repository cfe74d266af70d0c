"""Change the reference a little, again and again, and see that the checks notice.

`python -m tests.mutation [CHAPTER]` prints, for each piece, how many sample answers are
given their score and how many mutants of the reference are caught.  A mutant that does
what the reference does cannot be caught; such survivors are listed, with the reason, in
the chapter's `tests/submissions/<chapter>/mutants.toml`.  `tests/mutants` makes them.
"""

import ast
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
from tests.mutants.changing import Mutant, mutants, reasons
from tests.mutants.mistakes import MISTAKES, read_from
from tests.mutants.of_answers import FOR_ANSWERS
from tests.mutants.operators import FOR_ANY_TEXT

LIMITS = Limits(cell_seconds=5)  # a mutant may loop for ever
LEAST_CAUGHT = 0.95  # of the mutants of each piece that are not equivalent


def mutants_of(section: Section, piece: str) -> list[Mutant]:
    """All changes of a piece's reference."""
    names = objects_of_check(section, piece)
    operators = [*FOR_ANY_TEXT, *FOR_ANSWERS, *MISTAKES, read_from(names)]
    return mutants(reference_sources(section)[piece], operators)


def objects_of_check(section: Section, piece: str) -> list[str]:
    """Names that the check of a piece sets, outside of its functions and classes."""
    for cell in section.notebook.cells:
        if grade_id(cell) == f"{piece}-check":
            return assigned(cell.source)
    return []


def assigned(source: str) -> list[str]:
    """Names that a text sets, outside of its functions and classes."""
    names = set()
    waiting: list[ast.AST] = [ast.parse(source)]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.GeneratorExp):
            waiting.extend(ast.iter_child_nodes(node))
    return sorted(names)


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
    tried = mutants_of(section, piece)
    alive = []
    for mutant in tried:
        score, full = score_of(grader, section, piece, mutant.source)
        if score >= full:
            alive.append(mutant.name)
    return len(tried), alive


def equivalent(chapter: str) -> dict[str, dict[str, str]]:
    """By piece: mutants that do what the reference does, with the reason."""
    return reasons(folder_of(chapter, ROOT) / "mutants.toml")


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
