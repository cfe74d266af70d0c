"""Change the reference a little, again and again, and see that the checks notice.

A mutant that does what the reference does cannot be caught; such survivors are listed,
with the reason, in the chapter's `tests/submissions/<chapter>/mutants.toml`.
`tests/mutants` makes mutants, `python -m tests.accuracy` prints how many are caught.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

from authoring.sample_class import reference_sources
from grading.course import Chapter, Section, grade_id
from grading.grader import Grader
from grading.intake.repair import Repaired
from grading.sample_answers import folder_of
from grading.sandbox import Limits
from tests.answering import answered
from tests.conftest import ROOT
from tests.mutants.changing import Mutant, mutants, reasons
from tests.mutants.mistakes import MISTAKES, read_from
from tests.mutants.of_answers import FOR_ANSWERS
from tests.mutants.operators import FOR_ANY_TEXT

LIMITS = Limits(cell_seconds=5)  # a mutant may loop for ever


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
    notebook = answered(section, piece, source)
    verdict = grader.verdicts(section, Repaired(notebook))[piece]
    return verdict.score, verdict.max_score


@dataclass(frozen=True)
class Fate:
    """What became of a mutant.

    Attributes:
        name: the mutant's.
        scores: by draw, what it was given.
        full: what the piece is worth.
    """

    name: str
    scores: dict[str, float]
    full: float

    @property
    def survives(self) -> bool:
        """Whether it is given full marks on some draw."""
        return max(self.scores.values()) >= self.full

    @property
    def depends_on_luck(self) -> bool:
        """Whether one draw notices it and another does not."""
        return self.survives and min(self.scores.values()) < self.full


def fates(graders: Sequence[Grader], section: Section, piece: str) -> list[Fate]:
    """What becomes of all mutants of a piece on the draws of some graders."""
    found = []
    for mutant in mutants_of(section, piece):
        scores = {}
        full = 0.0
        for grader in graders:
            score, full = score_of(grader, section, piece, mutant.source)
            scores[grader.seed] = score
        found.append(Fate(mutant.name, scores, full))
    return found


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
