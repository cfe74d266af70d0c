"""Repair, execution and verdict as steps of nbgrader's autograder.

`nbgrader_config.py` names these, so that `nbgrader autograde` and formgrader's button grade
as `python -m grading` does.  Everything around them, late penalties, manual grading, feedback
and export, is nbgrader's.
"""

import atexit
import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, from_dict
from nbformat.v4 import new_notebook
from nbgrader.api import MissingEntry
from nbgrader.converters import autograde
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import compute_checksum, is_locked
from traitlets import Bool, Dict, Unicode

from grading.intake import rules
from grading.course import Chapter, GradingError, Section, grade_id
from grading.execution import PREPARATION, Cache, Engine, Limits, new_seed
from grading.verdict.judge import Verdict, judge, replace_outputs
from grading.intake.repair import Submission, read, repair
from grading.score import Grader, adopt, own

Resources = dict[str, Any]
Step = tuple[NotebookNode, Resources]


class Reader(NotebookExporter):
    """Reads a submitted notebook so that a damaged one is that notebook's matter only.

    What cannot be read becomes an empty notebook with a note, which `Repair` fills with
    the author's cells and `Judge` gives no points.
    """

    parent: Any  # nbgrader's autograder

    def from_file(self, file_stream: Any, resources: Any = None, **kw: Any) -> Any:
        """Convert the notebook in an open file, whatever is in it."""
        if not self.parent._sanitizing:  # the second pass reads what the first one wrote
            return self.from_notebook_node(from_dict(json.load(file_stream)), resources)
        try:
            notebook = read(own(Path(file_stream.name)))
        except GradingError as error:
            self.log.error("%s", error)
            notebook = new_notebook(metadata={"course": {"damaged": str(error)}})
        return self.from_notebook_node(notebook, resources)

    def from_notebook_node(self, nb: NotebookNode, resources: Any = None, **kw: Any) -> Any:
        """Apply the steps; without nbconvert's copies and validations between them.

        The notebook is nobody else's, and it is validated once, when nbformat writes it.
        """
        resources = self._init_resources(resources)  # type: ignore[no-untyped-call]
        for step in self._preprocessors:
            nb, resources = step(nb, resources)
        if self.parent._sanitizing:
            return json.dumps(nb), resources
        return nbformat.writes(nb) + "\n", resources


class Execute(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs the repaired notebook in the sandbox, or takes its kept result."""

    limits = Dict(help="What a notebook may use; see grading.sandbox.Limits.").tag(config=True)
    seed = Unicode(help="Grade on this draw; empty: one that nobody can guess.").tag(config=True)
    unsafe_no_sandbox = Bool(
        False, help="Run submissions with your own rights. Only for code you trust."
    ).tag(config=True)

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Fill in the outputs; the run's draw and problems go into the notebook's metadata."""
        course = notebook.metadata["course"]
        if "damaged" in course:
            return notebook, resources
        grader, section = _grader_of(self), _section_of(self, resources)
        submission = Submission(notebook)
        result = grader.execute(section, submission)
        course |= {"seed": result["seed"], "problems": result["problems"]}
        submission.notebook.metadata["course"] = course
        return submission.notebook, resources


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Lays the submitted cells into the instructor's notebook.

    It takes the place of nbgrader's OverwriteCells and OverwriteKernelspec: all cells that carry
    marks are the author's, and so is the metadata.
    """

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Replace the notebook by its repaired form; see `grading.intake.repair.repair`."""
        section = _section_of(self, resources)
        submission = repair(section, notebook)
        for note in submission.repairs:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        checksums = _checksums(self, resources)
        for cell in submission.notebook.cells:
            if name := grade_id(cell):
                # with this nbgrader recognises an answer that was left as it was
                cell.metadata["nbgrader"]["checksum"] = checksums[name]
        course = notebook.metadata.get("course", {})
        submission.notebook.metadata["course"] = {
            name: course[name] for name in ("damaged",) if name in course
        }
        return submission.notebook, resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts verdicts, made outside the submission's process, in place of the checks' outputs."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Write explanation and score where nbgrader reads them."""
        grader, section = _grader_of(self), _section_of(self, resources)
        course = notebook.metadata["course"]
        if "damaged" in course:
            verdicts = {
                question.piece: Verdict(0.0, question.points, [course["damaged"]])
                for question in section.questions
            }
        else:
            submission = Submission(notebook)
            rules.apply(section, submission)
            for flag in submission.flags:
                self.log.warning("%s: %s", resources["nbgrader"]["student"], flag)
            reference = grader.reference(section, course["seed"])
            verdicts = judge(section, submission, reference, course.pop("problems"))
        cells = {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}
        for question in section.questions:
            if not question.manual:
                replace_outputs(cells[question.cell], verdicts[question.piece])
        return notebook, resources


_given: list[Grader] = []
_own: WeakKeyDictionary[Any, Grader] = WeakKeyDictionary()


@contextmanager
def grading_with(grader: Grader) -> Iterator[None]:
    """Let the steps use this grader; otherwise each run of nbgrader's autograder has its own."""
    _given.append(grader)
    try:
        yield
    finally:
        _given.remove(grader)


def settings(config: Any) -> tuple[Limits, str, bool]:
    """The limits, the seed (or nothing) and whether to confine, from nbgrader's configuration.

    Raises:
        GradingError: if a limit has a name that is not known.
    """
    step = Execute(config=config)
    try:
        limits = Limits(**step.limits)
    except TypeError as error:
        raise GradingError(f"nbgrader_config.py, c.Execute.limits: {error}.") from None
    return limits, step.seed, not step.unsafe_no_sandbox


def _grader_of(step: NbGraderPreprocessor) -> Grader:
    if _given:
        return _given[-1]
    converter = step.parent.parent  # a step belongs to an exporter, and that to the autograder
    if converter not in _own:
        limits, seed, sandboxed = settings(converter.config)
        root = Path(converter.coursedir.root)
        assignment = Chapter(root, converter.coursedir.assignment_id)
        assignment.require_release()
        _own[converter] = Grader(
            assignment,
            lambda: _engine(limits, sandboxed),
            Cache(assignment.classroom / "results"),
            seed or new_seed(),
            limits,
            sandboxed,
            exactly=bool(seed),
        )
    return _own[converter]


@cache
def _engine(limits: Limits, sandboxed: bool) -> Engine:
    """This process's engine, which starts when first needed and ends with the process."""
    engine = Engine(limits, PREPARATION, unsafe=not sandboxed)
    atexit.register(engine.close)
    return engine


def _section_of(step: NbGraderPreprocessor, resources: Resources) -> Section:
    return _grader_of(step).assignment.sections[str(resources["nbgrader"]["notebook"])]


def _checksums(step: NbGraderPreprocessor, resources: Resources) -> dict[str, str]:
    """The gradebook's checksums of a section's cells as they were released.

    Raises:
        GradingError: if the gradebook does not hold this release.
    """
    grader, section = _grader_of(step), _section_of(step, resources)
    if section.name not in grader.checksums:
        where = resources["nbgrader"]
        try:
            # nbgrader's own name for it, which a batch replaces by its one connection
            with autograde.Gradebook(where["db_url"]) as gradebook:
                known = gradebook.find_notebook(section.name, where["assignment"]).source_cells
                found = {cell.name: cell.checksum for cell in known}
        except MissingEntry:
            found = {}
        for cell in section.notebook.cells:
            name = grade_id(cell)
            if name and (
                name not in found or (is_locked(cell) and compute_checksum(cell) != found[name])
            ):
                raise GradingError(
                    f"The gradebook's {name} is not that of {section.name}.ipynb: "
                    "run `make release`."
                )
        grader.checksums[section.name] = found
    return grader.checksums[section.name]


def adopt_renamed(assignment: str, student: str, notebooks: list[str]) -> None:
    """Let nbgrader see renamed notebooks too: its hook before a submission is converted."""
    folder = Path(notebooks[0]).parent
    chapter = _given[-1].assignment if _given else Chapter(Path.cwd(), assignment)
    adopt(chapter, folder)
    notebooks[:] = sorted(str(path) for path in folder.glob("*.ipynb") if path.is_file())
