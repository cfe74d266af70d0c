"""nbgrader's gradebook through one connection, a submission at a time.

nbgrader opens a gradebook anew for each step on each notebook and commits after each cell.  While
a class is graded its steps share one, and what belongs to a submission is written whole or not
at all.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from nbgrader.api import (
    Assignment,
    Gradebook,
    MissingEntry,
    SubmittedAssignment,
    SubmittedNotebook,
)
from nbgrader.converters import autograde
from nbgrader.preprocessors import latesubmissions, saveautogrades
from sqlalchemy import func
from sqlalchemy.exc import OperationalError, SAWarning

from grading.errors import GradingError
from grading.classroom.workers import AGAIN

_USERS = (autograde, latesubmissions, saveautogrades)
_TROUBLE = {
    "database is locked": "Another program, such as formgrader, locks the gradebook. Close it",
    "No space left on device": "The disk is full. Make room",
    "database or disk is full": "The disk is full. Make room",
    "Disk quota exceeded": "Your disk quota is used up. Make room",
}


class Ledger(Gradebook):  # type: ignore[misc]
    """A gradebook that is written by `save` only, and stays open until then."""

    def __init__(self, url: str, course: str) -> None:
        super().__init__(url, course)
        self.session = self.db()
        self.db.commit = self._hold

    def _hold(self) -> None:
        """What nbgrader finds in the place of a commit: later queries see what was set."""
        self.session.flush()
        self.session.expire_all()

    def close(self) -> None:
        """Nothing: nbgrader's steps close what they believe to be their own."""

    def save(self) -> None:
        """Commit what was written since the last time."""
        self.session.commit()
        self.session.expunge_all()  # the class may be large

    def discard(self) -> None:
        """Forget what was written since the last time."""
        self.session.rollback()
        self.session.expunge_all()

    def standing(self, name: str) -> tuple[Any, dict[str, Any]]:
        """When an assignment is due, and the extension of each student who is in the gradebook.

        Raises:
            GradingError: if the gradebook does not know the assignment.
        """
        rows = (
            self.session.query(SubmittedAssignment.student_id, SubmittedAssignment.extension)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == name)
        )
        try:
            due = self.find_assignment(name).duedate
        except MissingEntry:
            raise GradingError(f"The gradebook does not know {name}: run `make release`.") from None
        return due, dict(rows.all())

    def scores(self, name: str) -> dict[str, dict[str, Any]]:
        """By student: `score`, `max_score`, `late_penalty` and `needs_manual_grade`."""
        penalties = (
            self.session.query(
                SubmittedAssignment.student_id, func.sum(SubmittedNotebook.late_submission_penalty)
            )
            .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == name)
            .group_by(SubmittedAssignment.student_id)
        )
        late = dict(penalties.all())
        return {
            row["student"]: {
                "score": row["score"],
                "max_score": row["max_score"],
                "late_penalty": late[row["student"]] or 0.0,
                "needs_manual_grade": bool(row["needs_manual_grade"]),
            }
            for row in self.submission_dicts(name)
        }


@contextmanager
def opened(url: str, course: str) -> Iterator[Ledger]:
    """The gradebook, which nbgrader's autograder uses too in this context."""
    ledger = Ledger(url, course)
    for module in _USERS:
        module.Gradebook = lambda *_, **__: ledger
    try:
        with warnings.catch_warnings():  # nbgrader's own, at each new submission
            warnings.simplefilter("ignore", SAWarning)
            yield ledger
    finally:
        for module in _USERS:
            module.Gradebook = Gradebook
        ledger.session.close()
        Gradebook.close(ledger)


class Errors(logging.Handler):
    """Keeps nbgrader's error messages about a submission."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a message."""
        self.seen.append(record.getMessage())


@contextmanager
def plainly() -> Iterator[None]:
    """Say in plain words that the disk is full or the gradebook locked."""
    try:
        yield
    except (OperationalError, OSError) as error:
        if remedy := remedy_for(str(error)):
            raise GradingError(remedy) from None
        raise


def remedy_for(message: str) -> str:
    """Give the sentence for the trouble that a message is about, if it is a known one."""
    return next((f"{said}, {AGAIN}" for text, said in _TROUBLE.items() if text in message), "")
