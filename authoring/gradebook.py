"""Bring a gradebook along when a chapter is released anew.

nbgrader forbids adding a section or a cell to an assignment that somebody has handed
in. So each release is generated into an empty gradebook of its own, and what that one
knows of the chapter's cells is copied into the instructor's. There every submission
gets an empty grade for each new piece, and keeps all that it has.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    GradeCell,
    MissingEntry,
    Notebook,
    SolutionCell,
    SourceCell,
    SubmittedNotebook,
    TaskCell,
)
from nbgrader.coursedir import CourseDirectory
from sqlalchemy.exc import OperationalError
from traitlets.config import Config

from authoring import AuthoringError


@dataclass(frozen=True)
class Kind:
    """One of the tables in which nbgrader keeps the cells of a notebook.

    Attributes:
        row: its class.
        cells: the attribute of a notebook that lists them.
        fields: what a release decides about a cell.
    """

    row: Any
    cells: str
    fields: tuple[str, ...]


KINDS = (
    Kind(GradeCell, "grade_cells", ("max_score", "cell_type")),
    Kind(SolutionCell, "solution_cells", ()),
    Kind(TaskCell, "task_cells", ("max_score", "cell_type")),
    Kind(SourceCell, "source_cells", ("cell_type", "locked", "source", "checksum")),
)


@contextmanager
def opened(config: Config) -> Iterator[Gradebook]:
    """Open the configured gradebook; what is not committed at the end is forgotten.

    Raises:
        AuthoringError: if another program locks it, or it cannot be written.
    """
    course = CourseDirectory(config=config)
    try:
        with alembic_found(), Gradebook(course.db_url, course.course_id) as gradebook:
            yield gradebook
    except OperationalError as error:
        raise AuthoringError(
            f"The gradebook {course.db_url} cannot be used ({error.orig}). Close other "
            "programs that use it, such as formgrader, and give the command again."
        ) from error


@contextmanager
def alembic_found() -> Iterator[None]:
    """Put on PATH the folder of `alembic`, which nbgrader calls to make a database."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before


def bring_along(released: Gradebook, gradebook: Gradebook, chapter: str) -> None:
    """Make a gradebook know a chapter as it is released, all in one open transaction.

    A section that only got another number keeps its grades.  Nothing is committed here.

    Args:
        released: knows the chapter's new cells.
        gradebook: is changed.
        chapter: the assignment's name.

    Raises:
        AuthoringError: if something is gone from the chapter that carries grades or
            comments.
    """
    assignment = _assignment(gradebook, chapter)
    new = {row.name: row for row in released.find_assignment(chapter).notebooks}
    _renumber(assignment, set(new))
    known = {row.name: row for row in assignment.notebooks}
    for name in sorted(known.keys() - new.keys()):
        _remove_notebook(gradebook, known[name])
    for name, model in new.items():
        notebook = known.get(name)
        if notebook is None:
            notebook = Notebook(name=name, assignment=assignment)
            gradebook.db.add(notebook)
        notebook.kernelspec = model.kernelspec
        for kind in KINDS:
            _bring_cells(gradebook, kind, model, notebook)
    gradebook.db.flush()
    gradebook.db.expire_all()
    _complete_submissions(gradebook, assignment)
    gradebook.db.flush()


def _assignment(gradebook: Gradebook, chapter: str) -> Assignment:
    try:
        return gradebook.find_assignment(chapter)
    except MissingEntry:
        assignment = Assignment(name=chapter, course_id=gradebook.course_id)
        gradebook.db.add(assignment)
        return assignment


def _renumber(assignment: Assignment, new: set[str]) -> None:
    """Let `04-trainer` be the notebook that was `03-trainer`."""
    old = {row.name for row in assignment.notebooks}
    numbered = {_title(name): name for name in new - old}
    for notebook in assignment.notebooks:
        if notebook.name not in new:
            notebook.name = numbered.get(_title(notebook.name), notebook.name)


def _title(name: str) -> str:
    return name.partition("-")[2] or name


def _bring_cells(
    gradebook: Gradebook, kind: Kind, model: Notebook, notebook: Notebook
) -> None:
    """Make the cells of one kind those of the model."""
    known = {cell.name: cell for cell in getattr(notebook, kind.cells)}
    new = {cell.name: cell for cell in getattr(model, kind.cells)}
    for name in sorted(known.keys() - new.keys()):
        _remove_cell(gradebook, known[name])
    for name, cell in new.items():
        fields = {field: getattr(cell, field) for field in kind.fields}
        if name not in known:
            gradebook.db.add(kind.row(name=name, notebook=notebook, **fields))
            continue
        for field, value in fields.items():
            setattr(known[name], field, value)


def _remove_notebook(gradebook: Gradebook, notebook: Notebook) -> None:
    for kind in KINDS:
        for cell in list(getattr(notebook, kind.cells)):
            _remove_cell(gradebook, cell)
    for submitted in list(notebook.submissions):
        gradebook.db.delete(submitted)
    gradebook.db.flush()
    gradebook.db.delete(notebook)


def _remove_cell(gradebook: Gradebook, cell: Any) -> None:
    """Forget a cell that is gone, unless somebody's grade or comment would go too."""
    entries = []
    if not isinstance(cell, SourceCell):
        entries = [*(cell.grades or []), *(cell.comments or [])]
    for entry in entries:
        if _tells_something(entry):
            raise AuthoringError(
                f"{cell.notebook.name}.ipynb: `{cell.name}` is gone from the chapter, "
                f"but it has been graded, for example for {entry.student.id}. Put it "
                "back; a check of 0 points does not count any more. To start the "
                "gradebook's entry of this chapter anew and lose all its grades: "
                f"nbgrader db assignment remove {cell.notebook.assignment.name} --force"
            )
        gradebook.db.delete(entry)
    gradebook.db.flush()
    gradebook.db.delete(cell)


def _tells_something(entry: Grade | Comment) -> bool:
    if isinstance(entry, Comment):
        return bool(entry.manual_comment)
    values = (entry.auto_score, entry.manual_score, entry.extra_credit)
    return any(value is not None for value in values)


def _complete_submissions(gradebook: Gradebook, assignment: Assignment) -> None:
    """Give each submission an empty entry for each cell that is new."""
    for submission in assignment.submissions:
        known = {submitted.notebook_id: submitted for submitted in submission.notebooks}
        for notebook in assignment.notebooks:
            submitted = known.get(notebook.id)
            if submitted is None:
                submitted = SubmittedNotebook(notebook=notebook, assignment=submission)
                gradebook.db.add(submitted)
            graded = {grade.cell_id for grade in submitted.grades}
            for cell in [*notebook.grade_cells, *notebook.task_cells]:
                if cell.id not in graded:
                    gradebook.db.add(Grade(cell_id=cell.id, notebook=submitted))
            commented = {comment.cell_id for comment in submitted.comments}
            for cell in [*notebook.solution_cells, *notebook.task_cells]:
                if cell.id not in commented:
                    gradebook.db.add(Comment(cell_id=cell.id, notebook=submitted))
