"""The way of one notebook: intake, sandbox, verdict.

A student's notebook is laid into the instructor's (`grading.intake`), run on a secret
draw (`grading.sandbox`), and what its checks reported is compared with what the
reference's checks report on the same draw (`grading.verdict`).  Nothing here knows a
database.
"""

from dataclasses import dataclass

from nbformat import NotebookNode
from nbformat.v4 import new_notebook

from grading.course import Chapter, Section, grade_id
from grading.execution import Execution, execute, new_seed, with_outputs
from grading.intake import rules
from grading.intake.repair import Repaired, repair
from grading.intake.which_section import Matched
from grading.known_mistakes import KnownMistakes
from grading.sandbox import Engine
from grading.verdict.into_notebook import write_verdict
from grading.verdict.judge import Examined, Verdict, judge
from grading.verdict.reference import reference_observations
from scaffold.diagnosis import explain, sentences
from scaffold.observation import Observation


@dataclass(frozen=True)
class GradedNotebook:
    """A notebook that went the whole way.

    Attributes:
        notebook: the instructor's notebook with the student's cells, their outputs, and
            the verdicts in place of the checks' outputs.
        verdicts: by piece.
        repairs: what was mended, a sentence each.
        flags: what the instructor should look at, a sentence each.
        error: why the file could not be graded; empty if it was.
        seed: the draw it was graded on; empty if it was not run.
    """

    notebook: NotebookNode
    verdicts: dict[str, Verdict]
    repairs: list[str]
    flags: list[str]
    error: str = ""
    seed: str = ""


class Grader:
    """Grades notebooks of one chapter on one draw.

    Args:
        chapter: the instructor's side.
        engine: runs notebooks.
        seed: what its draw follows from; by default one that nobody can guess.
        names_mistakes: whether messages name known mistakes, which have to be run.
    """

    def __init__(
        self,
        chapter: Chapter,
        engine: Engine,
        seed: str = "",
        *,
        names_mistakes: bool = True,
    ) -> None:
        self.chapter = chapter
        self.names_mistakes = names_mistakes
        self.engine = engine
        self.seed = seed or new_seed()
        self._reference: dict[tuple[str, str], dict[str, list[Observation]]] = {}
        self._mistakes = KnownMistakes(chapter, engine, self.seed)

    def take_in(self, section: Section, submitted: NotebookNode) -> Repaired:
        """Repair a student's notebook and apply the chapter's rules; nothing is run."""
        return self.apply_rules(section, repair(section, submitted))

    def apply_rules(self, section: Section, repaired: Repaired) -> Repaired:
        """Note what the chapter's rules have to say of a repaired notebook."""
        rules.apply(section, repaired)
        return repaired

    def execute(self, section: Section, repaired: Repaired) -> Execution:
        """Run a repaired notebook and put the outputs into it."""
        execution = execute(self.engine, section, repaired.notebook, self.seed)
        repaired.notebook = with_outputs(section, repaired.notebook, execution)
        return execution

    def reference(
        self, section: Section, seed: str = ""
    ) -> dict[str, list[Observation]]:
        """What the reference's checks report on a draw, by graded cell.

        Args:
            section: the instructor's notebook.
            seed: of another draw than the grader's own; a release is proven on several.

        Raises:
            GradingError: if the reference does not get through its own checks.
        """
        seed = seed or self.seed
        if (section.name, seed) not in self._reference:
            execution = execute(self.engine, section, section.notebook, seed)
            executed = with_outputs(section, section.notebook, execution)
            observations = reference_observations(section, executed)
            self._reference[section.name, seed] = observations
        return self._reference[section.name, seed]

    def verdicts(self, section: Section, repaired: Repaired) -> dict[str, Verdict]:
        """Run a repaired notebook and judge it: a verdict for each question."""
        execution = self.execute(section, repaired)
        return self.judge(section, repaired, execution.problems)

    def judge(
        self, section: Section, repaired: Repaired, problems: list[str]
    ) -> dict[str, Verdict]:
        """Judge an executed notebook: a verdict for each question.

        Args:
            section: the instructor's notebook.
            repaired: what was handed in, repaired and executed on this draw.
            problems: what went wrong with the run as a whole, a sentence each.
        """

        def diagnose(examined: Examined) -> list[str]:
            return self._diagnose(section, examined)

        reference = self.reference(section)
        named = diagnose if self.names_mistakes else None
        return judge(section, repaired, reference, problems, named)

    def _diagnose(self, section: Section, examined: Examined) -> list[str]:
        """Names of the mistakes that explain what a check found; often none."""
        if examined.stop is not None and examined.stop.not_started:
            return []
        piece = examined.question.piece
        known = self._mistakes.of(section, piece, examined.score)
        found = explain(examined.expected, examined.reported, examined.stop, known)
        return sentences(found)

    def grade(self, section: Section, submitted: NotebookNode) -> GradedNotebook:
        """Let a student's notebook go the whole way."""
        repaired = self.take_in(section, submitted)
        verdicts = self.verdicts(section, repaired)
        write_verdicts(section, repaired.notebook, verdicts)
        return GradedNotebook(
            repaired.notebook,
            verdicts,
            repaired.repairs,
            repaired.flags,
            seed=self.seed,
        )

    def grade_matched(self, section: Section, matched: Matched) -> GradedNotebook:
        """Grade a section's file; what cannot be read earns nothing, and says why."""
        if section.name in matched.unreadable:
            return without_points(section, str(matched.unreadable[section.name]))
        return self.grade(section, matched.notebooks[section.name])


def without_points(section: Section, reason: str) -> GradedNotebook:
    """What is given in place of a notebook that could not be graded.

    Args:
        section: whose notebook it was to be.
        reason: a sentence for student and instructor.
    """
    notebook = repair(section, new_notebook()).notebook
    verdicts = {
        question.piece: Verdict(0.0, question.points, [reason])
        for question in section.questions
    }
    write_verdicts(section, notebook, verdicts)
    return GradedNotebook(notebook, verdicts, [], [], error=reason)


def write_verdicts(
    section: Section, notebook: NotebookNode, verdicts: dict[str, Verdict]
) -> None:
    """Put each verdict in place of its check's outputs; people grade the rest."""
    cells = {grade_id(cell): cell for cell in notebook.cells}
    for question in section.questions:
        if not question.manual:
            write_verdict(cells[question.cell], verdicts[question.piece])
