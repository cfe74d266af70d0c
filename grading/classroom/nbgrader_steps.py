"""Intake, sandbox and verdict as steps of nbgrader's own autograder.

`nbgrader_config.py` names these, so that `nbgrader autograde` and formgrader's button
grade as `python -m grading autograde` does, one notebook at a time.  A test holds the
two equal, row by row.  Everything around them, late penalties, manual grading, feedback
and export, is nbgrader's.
"""

from functools import cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Bool, Dict, Unicode

from grading.classroom.gradebook import released_cells
from grading.configuration import limits_from
from grading.course import Chapter, Section, grade_id
from grading.execution import PREPARATION
from grading.grader import Grader, write_verdicts
from grading.intake.repair import Repaired
from grading.intake.submitted_folder import read_handin
from grading.intake.which_section import match_files
from grading.sandbox import Engine, Limits
from grading.verdict.judge import Verdict

Resources = dict[str, Any]
Step = tuple[NotebookNode, Resources]
DAMAGED = "damaged"  # under this name a notebook's metadata say why it cannot be read


def use_renamed(assignment: str, student: str, notebooks: list[str]) -> None:
    """Let nbgrader see a notebook that was renamed: its hook before a submission.

    Args:
        assignment: the chapter's name.
        student: whose submission it is.
        notebooks: paths that nbgrader will convert; changed in place. They name the
            sections, and `Reader` finds the file that was handed in for each.
    """
    folder = Path(notebooks[0]).parent
    chapter = Chapter(Path.cwd(), assignment)
    matched = match_files(chapter, read_handin(folder).files)
    notebooks[:] = [str(folder / f"{name}.ipynb") for name in sorted(matched.files)]


class Reader(NotebookExporter):
    """Reads a submitted notebook so that a damaged one is that notebook's matter only.

    What cannot be read becomes an empty notebook with a note, which `Repair` fills with
    the author's cells and `Judge` gives no points.
    """

    parent: Any  # nbgrader's autograder

    def from_filename(
        self, filename: str, resources: Resources | None = None, **kw: Any
    ) -> Any:
        """Convert a notebook file, whatever is in it."""
        path = Path(filename)
        coursedir = self.parent.coursedir
        graded = coursedir.format_path(coursedir.autograded_directory, ".", ".")
        # nbgrader converts twice; the second pass reads what the first one wrote.
        if path.resolve().is_relative_to(Path(graded).resolve()):
            notebook = nbformat.read(path, as_version=4)
        else:
            notebook = self._read(path)
        convert: Any = self.from_notebook_node
        return convert(notebook, resources, **kw)

    def _read(self, path: Path) -> NotebookNode:
        """The handed-in notebook for the section that a path names."""
        chapter = _chapter(Path.cwd(), self.parent.coursedir.assignment_id)
        matched = match_files(chapter, read_handin(path.parent).files)
        if path.stem in matched.notebooks:
            return matched.notebooks[path.stem]
        reason = str(matched.unreadable[path.stem])
        self.log.error("%s", reason)
        return NotebookNode(new_notebook(metadata={"course": {DAMAGED: reason}}))


class Repair(NbGraderPreprocessor):  # type: ignore[misc]
    """Lays the submitted cells into the instructor's notebook.

    It takes the place of nbgrader's OverwriteCells and OverwriteKernelspec: all cells
    that carry marks are the author's, and so is the metadata.
    """

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Replace the notebook by its repaired form; see `grading.intake.repair`."""
        grader, section = _grader(self), _section(self, resources)
        repaired = grader.take_in(section, notebook)
        for note in repaired.repairs + repaired.flags:
            self.log.warning("%s: %s", resources["nbgrader"]["student"], note)
        where = resources["nbgrader"]
        with Gradebook(where["db_url"]) as gradebook:
            released = released_cells(gradebook, where["assignment"], section)
        for cell in repaired.notebook.cells:
            name = grade_id(cell)
            if name:
                # By this nbgrader recognises an answer that was left as it was.
                cell.metadata["nbgrader"]["checksum"] = released[name].checksum
        course = notebook.metadata.get("course", {})
        damaged = {DAMAGED: course[DAMAGED]} if DAMAGED in course else {}
        repaired.notebook.metadata["course"] = damaged
        return repaired.notebook, resources


class Execute(NbGraderPreprocessor):  # type: ignore[misc]
    """Runs the repaired notebook in the sandbox."""

    limits = Dict(help="What a notebook may use; see grading.sandbox.Limits.").tag(
        config=True
    )
    seed = Unicode(help="Grade on this draw; empty: one that nobody can guess.").tag(
        config=True
    )
    unsafe_no_sandbox = Bool(
        False, help="Run submissions with your own rights. Only for code you trust."
    ).tag(config=True)

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Fill in the outputs; the run's problems go into the notebook's metadata."""
        if DAMAGED in notebook.metadata["course"]:
            return notebook, resources
        grader, section = _grader(self), _section(self, resources)
        repaired = Repaired(notebook)
        execution = grader.execute(section, repaired)
        repaired.notebook.metadata["course"] = {
            "seed": execution.seed,
            "problems": execution.problems,
        }
        return repaired.notebook, resources


class Judge(NbGraderPreprocessor):  # type: ignore[misc]
    """Puts verdicts, made outside the submission's process, in place of the outputs."""

    def preprocess(self, notebook: NotebookNode, resources: Resources) -> Step:
        """Write explanation and score where nbgrader reads them."""
        grader, section = _grader(self), _section(self, resources)
        course = notebook.metadata["course"]
        if DAMAGED in course:
            verdicts = {
                question.piece: Verdict(0.0, question.points, [course[DAMAGED]])
                for question in section.questions
            }
        else:
            problems = course.pop("problems")
            # The rules are applied to what was run, not to what a first pass noted.
            repaired = grader.apply_rules(section, Repaired(notebook))
            verdicts = grader.judge(section, repaired, problems)
        write_verdicts(section, notebook, verdicts)
        return notebook, resources


@cache
def _chapter(root: Path, name: str) -> Chapter:
    chapter = Chapter(root, name)
    chapter.require_release()
    return chapter


def _section(step: NbGraderPreprocessor, resources: Resources) -> Section:
    return _grader(step).chapter.sections[str(resources["nbgrader"]["notebook"])]


# One grader for each run of nbgrader's autograder, which is where a draw begins.
_graders: dict[int, tuple[Any, Grader]] = {}


def _grader(step: NbGraderPreprocessor) -> Grader:
    # A step belongs to an exporter, and that to the autograder.
    autograder = step.parent.parent
    known = _graders.get(id(autograder))
    if known is None or known[0] is not autograder:
        chosen = Execute(config=autograder.config)
        limits = limits_from(chosen.limits)
        engine = _engine(limits, chosen.unsafe_no_sandbox)
        chapter = _chapter(Path.cwd(), autograder.coursedir.assignment_id)
        _graders.clear()
        known = autograder, Grader(chapter, engine, chosen.seed)
        _graders[id(autograder)] = known
    return known[1]


@cache
def _engine(limits: Limits, unsafe: bool) -> Engine:
    """This process's engine, which starts when it is first needed."""
    return Engine(limits, preparation=PREPARATION, unsafe=unsafe)
