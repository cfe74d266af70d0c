"""Repair, execution and verdict as steps of nbgrader's autograder.

``nbgrader_config.py`` names these, so that ``nbgrader autograde`` and formgrader's button grade
as ``python -m grading`` does.  Everything around them, late penalties, manual grading, feedback
and export, is nbgrader's.
"""

import atexit
from functools import cache
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Unicode

from grading import policy
from grading.assignment import Assignment, GradingError, grade_id
from grading.execute import Cache, Engine, Limits, new_seed
from grading.judge import judge, replace_outputs
from grading.repair import Submission, read, repair
from grading.score import Grader

Resources = dict[str, Any]


class Reader(NotebookExporter):  # type: ignore[misc]
    """Reads a submitted notebook so that a damaged one is that notebook's matter only.

    What cannot be read becomes an empty notebook, which :class:`Repair` fills with the cells that
    carry points, so that it is graded like one that was left blank.
    """

    def from_file(
        self, file_stream: Any, resources: Any = None, **kwargs: Any
    ) -> tuple[str, Resources]:
        """Convert the notebook in an open file, whatever is in it."""
        try:
            notebook = read(Path(file_stream.name))
        except GradingError as error:
            self.log.error("%s", error)
            notebook = new_notebook()
            resources["nbgrader"]["damaged"] = str(error)
        converted: tuple[str, Resources] = self.from_notebook_node(notebook, resources, **kwargs)
        return converted


class _Step(NbGraderPreprocessor):  # type: ignore[misc]
    """A step that knows the assignment; nbgrader runs it in the course's root folder."""

    limits = Dict(help="What a notebook may use; see grading.sandbox.Limits.").tag(config=True)
    seed = Unicode(help="Grade on this draw; empty: one that nobody can guess.").tag(config=True)
    unsafe_no_sandbox = Bool(
        False, help="Run submissions with your own rights. Only for code you trust."
    ).tag(config=True)

    def grader(self, resources: Resources) -> Grader:
        return _grader(
            Path.cwd(),
            resources["nbgrader"]["assignment"],
            self.seed,
            Limits(**self.limits),
            not self.unsafe_no_sandbox,
        )


@cache
def _grader(root: Path, name: str, seed: str, limits: Limits, sandboxed: bool) -> Grader:
    """This process's grader; its engine starts when first needed and ends with the process."""
    assignment = Assignment(root, name)
    assignment.require_release()

    @cache
    def engine() -> Engine:
        started = Engine(limits, unsafe=not sandboxed)
        atexit.register(started.close)
        return started

    results = Cache(assignment.classroom / "results")
    return Grader(
        assignment, engine, results, seed or new_seed(), limits, sandboxed, exactly=bool(seed)
    )


class Repair(_Step):
    """Lays the submitted cells into the instructor's notebook."""

    def preprocess(
        self, notebook: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Replace the notebook by its repaired form; see :func:`grading.repair.repair`."""
        section = self.grader(resources).assignment.sections[resources["nbgrader"]["notebook"]]
        submission = repair(section, notebook)
        student = resources["nbgrader"]["student"]
        for note in submission.repairs:
            self.log.warning("%s: %s", student, note)
        return submission.notebook, resources


class Execute(_Step):
    """Runs the repaired notebook in the sandbox, or takes its kept result."""

    def preprocess(
        self, notebook: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Fill in the outputs; the run's draw and problems go into the resources."""
        grader = self.grader(resources)
        section = grader.assignment.sections[resources["nbgrader"]["notebook"]]
        submission = Submission(notebook)
        result = grader.execute(section, submission)
        resources["nbgrader"]["run"] = {"seed": result["seed"], "problems": result["problems"]}
        return submission.notebook, resources


class Judge(_Step):
    """Puts verdicts, made outside the submission's process, in place of the checks' outputs."""

    def preprocess(
        self, notebook: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        """Write explanation and score where nbgrader reads them."""
        grader = self.grader(resources)
        section = grader.assignment.sections[resources["nbgrader"]["notebook"]]
        run = resources["nbgrader"]["run"]
        submission = Submission(notebook)
        policy.apply(section, submission)
        for flag in submission.flags:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], flag)
        reference = grader.reference(section, run["seed"])
        verdicts = judge(section, submission, reference, run["problems"])
        cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
        for question in section.questions:
            if not question.manual:
                replace_outputs(cells[question.cell], verdicts[question.piece])
        notebook.metadata["course"] = {"seed": run["seed"]}
        return notebook, resources
