"""nbgrader's gradebook, written a submission at a time.

Rows are made from nbgrader's own model classes in one session of
`nbgrader.api.Gradebook`, and a submission is written whole or not at all.  The methods
of that class would do the same, but commit after each row.
"""

import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from nbgrader.api import (
    Assignment,
    Comment,
    Grade,
    Gradebook,
    MissingEntry,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import compute_checksum, is_locked
from sqlalchemy import func
from sqlalchemy.exc import SAWarning

from grading.classroom.work import CellRow, ReleasedCell
from grading.course import Chapter, Section, grade_id
from grading.errors import GradingError

NO_ANSWER = (
    "No response."  # nbgrader's own words for a solution that was left as it was
)


@dataclass(frozen=True)
class ReleasedNotebook:
    """What the gradebook knows of a notebook of the chapter.

    Attributes:
        id: its row.
        grades: by name, the row of each cell that is graded.
        comments: by name, the row of each cell that is commented on.
    """

    id: str
    grades: dict[str, str]
    comments: dict[str, str]

    def cells(self, kind: type) -> set[str]:
        """The rows of the cells that have a `Grade`, or a `Comment`."""
        return set((self.grades if kind is Grade else self.comments).values())


@dataclass(frozen=True)
class NotebookRows:
    """The rows of one student's notebook.

    Attributes:
        notebook: its own.
        grades: by name of the cell.
        comments: by name of the cell.
    """

    notebook: SubmittedNotebook
    grades: dict[str, Grade]
    comments: dict[str, Comment]


@dataclass(frozen=True)
class Result:
    """A submission's row in the report.

    Attributes:
        score: points, late penalty subtracted.
        max_score: points that were to be had.
        late_penalty: points lost by being late.
        needs_manual_grade: whether a person has to look at something.
    """

    score: float
    max_score: float
    late_penalty: float
    needs_manual_grade: bool


class ClassGradebook:
    """The gradebook of a course, for one chapter.

    Args:
        gradebook: nbgrader's.
        chapter: the chapter's name, which is the assignment's.
        late_penalties: nbgrader's step with the configured late policy.

    Raises:
        GradingError: if the gradebook does not know the chapter.
    """

    def __init__(
        self,
        gradebook: Gradebook,
        chapter: str,
        late_penalties: AssignLatePenalties,
    ) -> None:
        self.chapter = chapter
        self._gradebook = gradebook
        self._session = gradebook.db
        self._late_penalties = late_penalties
        try:
            assignment = gradebook.find_assignment(chapter)
        except MissingEntry:
            raise GradingError(
                f"The gradebook does not know {chapter}: run `make release`."
            ) from None
        self.due: datetime | None = assignment.duedate
        self._assignment_id = assignment.id
        self._notebooks = {row.name: _released(row) for row in assignment.notebooks}

    def extensions(self) -> dict[str, timedelta | None]:
        """How much later each student may hand in who is in the gradebook."""
        rows = (
            self._session.query(
                SubmittedAssignment.student_id, SubmittedAssignment.extension
            )
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == self.chapter)
        )
        return dict(rows.all())

    def released(self, chapter: Chapter) -> dict[str, dict[str, ReleasedCell]]:
        """What the gradebook remembers of the release, by section and marked cell.

        Raises:
            GradingError: if that is another release than the chapter's present one.
        """
        return {
            name: released_cells(self._gradebook, self.chapter, section)
            for name, section in chapter.sections.items()
        }

    def write(
        self,
        student: str,
        timestamp: datetime | None,
        sections: Mapping[str, Mapping[str, CellRow] | None],
    ) -> None:
        """Write a submission and commit it.

        Args:
            student: whose it is; a new one is added.
            timestamp: when it was handed in, UTC; None leaves what is there.
            sections: by section and marked cell, what was found. None leaves the rows
                of a section as they are; one that is not named was not handed in.
        """
        try:
            submission = self._submission(student)
            if timestamp is not None:
                submission.timestamp = timestamp
            for name, rows in self._rows(submission).items():
                if name not in sections:
                    _write_missing(rows)
                    continue
                cells = sections[name]
                if cells is not None:
                    _write_cells(rows, cells)
                self._write_late_penalty(submission, rows)
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise
        finally:
            self._session.expunge_all()  # the class may be large

    def _submission(self, student: str) -> SubmittedAssignment:
        """The row of a submission, made if it is not there."""
        if self._session.get(Student, student) is None:
            self._session.add(Student(id=student))
        submission = (
            self._session.query(SubmittedAssignment)
            .filter_by(assignment_id=self._assignment_id, student_id=student)
            .one_or_none()
        )
        if submission is None:
            submission = SubmittedAssignment(
                assignment_id=self._assignment_id, student_id=student
            )
            self._session.add(submission)
            self._session.flush()
        return submission

    def _rows(self, submission: SubmittedAssignment) -> dict[str, NotebookRows]:
        """The rows of each notebook of a submission; those that are missing are made.

        Rows are asked for by the columns that nbgrader's tables have an index for. Its
        own relations would read each table as a whole, for each student.
        """
        wanted = self._notebooks.values()
        submitted = self._by(
            SubmittedNotebook.notebook_id,
            {notebook.id for notebook in wanted},
            SubmittedNotebook.assignment_id,
            {submission.id},
        )
        present = {row.notebook_id: row for row in submitted}
        for notebook in wanted:
            if notebook.id not in present:
                row = SubmittedNotebook(
                    notebook_id=notebook.id, assignment_id=submission.id
                )
                self._session.add(row)
                present[notebook.id] = row
        self._session.flush()
        ids = {row.id for row in present.values()}
        found = {}
        for kind in (Grade, Comment):
            cells = {cell for notebook in wanted for cell in notebook.cells(kind)}
            rows = self._by(kind.cell_id, cells, kind.notebook_id, ids)
            found[kind] = {(row.notebook_id, row.cell_id): row for row in rows}
        return {
            name: NotebookRows(
                present[notebook.id],
                self._named(Grade, found, present[notebook.id], notebook.grades),
                self._named(Comment, found, present[notebook.id], notebook.comments),
            )
            for name, notebook in self._notebooks.items()
        }

    def _by(self, first: Any, values: set[str], second: Any, others: set[str]) -> Any:
        """The rows that have one of these values and one of those."""
        return (
            self._session.query(first.class_)
            .filter(first.in_(values), second.in_(others))
            .all()
        )

    def _named(
        self, kind: Any, found: Any, notebook: SubmittedNotebook, cells: dict[str, str]
    ) -> dict[str, Any]:
        """The grades or comments of a notebook, by the names of their cells."""
        named = {}
        for name, cell_id in cells.items():
            row = found[kind].get((notebook.id, cell_id))
            if row is None:
                row = kind(cell_id=cell_id, notebook_id=notebook.id)
                self._session.add(row)
            named[name] = row
        return named

    def _write_late_penalty(
        self, submission: SubmittedAssignment, rows: NotebookRows
    ) -> None:
        """Let nbgrader's plugin say what being late costs, at most all points."""
        rows.notebook.late_submission_penalty = None
        if not submission.total_seconds_late > 0:
            return
        score = sum(_points(grade) for grade in rows.grades.values())
        plugin = self._late_penalties.plugin_inst
        penalty = plugin.late_submission_penalty(
            submission.student_id, score, submission.total_seconds_late
        )
        if penalty is not None:
            rows.notebook.late_submission_penalty = min(max(penalty, 0), score)

    def results(self) -> dict[str, Result]:
        """Everybody's score, by student."""
        penalties = (
            self._session.query(
                SubmittedAssignment.student_id,
                func.sum(SubmittedNotebook.late_submission_penalty),
            )
            .join(
                SubmittedNotebook,
                SubmittedNotebook.assignment_id == SubmittedAssignment.id,
            )
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == self.chapter)
            .group_by(SubmittedAssignment.student_id)
        )
        late = {student: penalty or 0.0 for student, penalty in penalties}
        return {
            row["student"]: Result(
                score=row["score"],
                max_score=row["max_score"],
                late_penalty=late[row["student"]],
                needs_manual_grade=bool(row["needs_manual_grade"]),
            )
            for row in self._gradebook.submission_dicts(self.chapter)
        }


def _released(notebook: Notebook) -> ReleasedNotebook:
    graded = [*notebook.grade_cells, *notebook.task_cells]
    commented = [*notebook.solution_cells, *notebook.task_cells]
    return ReleasedNotebook(
        notebook.id,
        {cell.name: cell.id for cell in graded},
        {cell.name: cell.id for cell in commented},
    )


def _write_missing(rows: NotebookRows) -> None:
    """Write that a notebook was not handed in."""
    for grade in rows.grades.values():
        grade.auto_score = 0
        grade.needs_manual_grade = False


def _write_cells(rows: NotebookRows, cells: Mapping[str, CellRow]) -> None:
    """Write what was found; points and comments given by hand stay."""
    for name, grade in rows.grades.items():
        grade.auto_score = cells[name].score
        by_hand = grade.manual_score is not None
        grade.needs_manual_grade = by_hand or grade.auto_score is None
    for name, comment in rows.comments.items():
        unanswered = cells[name].answered is False
        comment.auto_comment = NO_ANSWER if unanswered else None


def _points(grade: Grade) -> float:
    """The points of a row as nbgrader adds them up."""
    score = grade.auto_score if grade.manual_score is None else grade.manual_score
    return (score or 0.0) + (grade.extra_credit or 0.0)


@contextmanager
def open_gradebook(url: str, course: str) -> Iterator[Gradebook]:
    """Nbgrader's gradebook, closed at the end."""
    with warnings.catch_warnings():  # nbgrader's own models, at each new submission
        warnings.simplefilter("ignore", SAWarning)
        with Gradebook(url, course) as gradebook:
            yield gradebook


def released_cells(
    gradebook: Gradebook, chapter: str, section: Section
) -> dict[str, ReleasedCell]:
    """What the gradebook remembers of a section's release, by marked cell.

    Raises:
        GradingError: if that is another release than the section's present one.
    """
    found: dict[str, Any] = {}
    try:
        known = gradebook.find_notebook(section.name, chapter).source_cells
        found = {cell.name: cell for cell in known}
    except MissingEntry:
        pass  # then every cell differs
    for cell in section.notebook.cells:
        name = grade_id(cell)
        if name and _differs(cell, found.get(name)):
            raise GradingError(
                f"The gradebook's {name} is not that of {section.name}.ipynb: "
                "run `make release`."
            )
    return {
        name: ReleasedCell(cell.source, cell.checksum) for name, cell in found.items()
    }


def _differs(cell: Any, known: Any) -> bool:
    """Whether a cell is not the one that was released, where it must be."""
    if known is None:
        return True
    return bool(is_locked(cell) and compute_checksum(cell) != known.checksum)
