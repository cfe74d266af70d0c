"""What a grading run notes on disk, so that the next one knows what is done."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from grading.errors import GradingError
from grading.execution import new_seed


@dataclass
class SectionRecord:
    """A section whose result is written.

    Attributes:
        key: a hash of all that the result depends on, the draw excepted.
        size: bytes of the graded notebook.
        modified_ns: when it was last changed; both tell whether somebody
            else has written it since.
        notes: what was mended, and what the instructor should look at.
        error: why it could not be graded; empty if it was.
    """

    key: str
    size: int
    modified_ns: int
    notes: list[str] = field(default_factory=list)
    error: str = ""


@dataclass
class SubmissionRecord:
    """A submission that is completely graded and written.

    Attributes:
        inputs_hash: of all that its grades depend on.
        notes: what had to be guessed about its files.
        errors: what could not be read beside the notebooks.
        sections: by name.
    """

    inputs_hash: str
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    sections: dict[str, SectionRecord] = field(default_factory=dict)


class RunRecord:
    """The draw of a run until that is over, and a record of each complete submission.

    That nbgrader's folder for a submission exists says nothing: it may have been
    half-way.

    Args:
        classroom: the folder of everything that grading produces.
        chapter: the chapter's name.
    """

    def __init__(self, classroom: Path, chapter: str) -> None:
        self.chapter = chapter
        self._run = classroom / f"{chapter}.run"
        self._lock = classroom / f"{chapter}.lock"
        self._folder = classroom / "graded" / chapter
        self._began = False

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the right to grade this chapter.

        Raises:
            GradingError: if another process holds it.
        """
        lock = FileLock(self._lock, timeout=0)
        try:
            lock.acquire()
        except Timeout:
            raise GradingError(
                f"{self.chapter} is being graded already: wait for the other run."
            ) from None
        try:
            yield
        finally:
            lock.release()

    def seed(self, force: bool) -> str:
        """Give the draw of an interrupted run, or begin a run on a new one."""
        noted = _read(self._run)
        if "seed" not in noted or noted.get("force") != force:
            self._began = True
            noted = {"seed": new_seed(), "force": force}
            _write(self._run, noted)
        return str(noted["seed"])

    def end_run(self, everybody: bool) -> None:
        """End the run; one that was interrupted ends only when everybody is graded."""
        if everybody or self._began:
            self._run.unlink(missing_ok=True)

    def read(self, student: str) -> SubmissionRecord | None:
        """Give what was noted of a complete submission, if anything."""
        noted = _read(self._file(student))
        try:
            sections = {
                name: SectionRecord(**section)
                for name, section in noted.pop("sections").items()
            }
            return SubmissionRecord(**noted, sections=sections)
        except (KeyError, TypeError, AttributeError):
            return None  # nothing there, or written by another version

    def write(self, student: str, record: SubmissionRecord) -> None:
        """Note that a submission is complete."""
        _write(self._file(student), asdict(record))

    def forget(self, student: str) -> None:
        """Note that a submission is not complete any more."""
        self._file(student).unlink(missing_ok=True)

    def _file(self, student: str) -> Path:
        return self._folder / f"{student}.json"


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, data: dict[str, Any]) -> None:
    replace_file(path, json.dumps(data))


def replace_file(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(path.name + ".part")
    try:
        part.write_text(text, "utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
