"""What a grading run notes on disk, so that the next one knows what is done."""

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grading.course import Chapter
from grading.errors import GradingError
from grading.execution import new_seed


class Notes:
    """The draw of a run until that is over, and a record of each complete submission.

    That nbgrader's folder for a submission exists says nothing: it may have been half-way.

    Args:
        assignment: what is graded; the notes lie in its classroom.
    """

    def __init__(self, assignment: Chapter) -> None:
        self.name, self.classroom = assignment.name, assignment.classroom
        self._run = self.classroom / f"{self.name}.run"
        self._began = False

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold the right to grade.

        Raises:
            GradingError: if another process holds it.
        """
        with (self.classroom / f"{self.name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise GradingError(
                    f"{self.name} is being graded already: wait for the other run."
                ) from None
            yield

    def seed(self, force: bool) -> str:
        """Give the draw of the run that was interrupted, or begin a run on a new one."""
        noted = _read(self._run)
        if "seed" not in noted or noted["force"] != force:
            self._began = True
            noted = {"seed": new_seed(), "force": force}
            _write(self._run, noted)
        return str(noted["seed"])

    def over(self, everybody: bool) -> None:
        """End the run; one that was interrupted ends only when everybody is graded."""
        if everybody or self._began:
            self._run.unlink(missing_ok=True)

    def read(self, student: str) -> dict[str, Any]:
        """Give what was noted of a complete submission, or nothing."""
        return _read(self._record(student))

    def write(self, student: str, record: dict[str, Any]) -> None:
        """Note that a submission is complete."""
        _write(self._record(student), record)

    def forget(self, student: str) -> None:
        """Note that a submission is not complete any more."""
        self._record(student).unlink(missing_ok=True)

    def _record(self, student: str) -> Path:
        return self.classroom / "graded" / self.name / f"{student}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, data: dict[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(data), "utf-8")
    part.replace(path)
