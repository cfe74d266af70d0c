"""Grade a class: workers grade submissions side by side, this process only writes.

The way of a submission: `_take_up` looks whether its grades stand, a worker grades it
(`grading.classroom.work`), and `_write` writes notebooks, gradebook and record, in this
order.  What the record says is therefore true, and a run that was interrupted goes on
where it stopped.
"""

import os
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from nbgrader.utils import parse_utc

from grading.classroom.gradebook import ClassGradebook, Result, open_gradebook
from grading.classroom.machine_trouble import resumable_trouble
from grading.classroom.progress import Progress
from grading.classroom.record import (
    RunRecord,
    SectionRecord,
    SubmissionRecord,
    replace_file,
)
from grading.classroom.settings import Settings, read_settings
from grading.classroom.work import (
    GradedSection,
    NoSandbox,
    Shared,
    Task,
    pack,
    work,
)
from grading.classroom.workers import DaskPool, LocalPool, Pool, Work, Workers
from grading.course import Chapter, hash_of
from grading.errors import GradingError
from grading.execution import environment, new_seed
from grading.intake.submitted_folder import Handin, read_bounded, read_handin
from grading.text import printable

ANYBODY = "<student>"  # stands for a student's name; no folder is called so
TIMESTAMP = "timestamp.txt"  # written by whoever collected the submission
MAX_TIMESTAMP_BYTES = 1000


class NoSandboxError(GradingError):
    """Submissions cannot be confined here."""


@dataclass(frozen=True)
class Options:
    """How to grade a class; see `python -m grading autograde --help`."""

    workers: int = 0
    scheduler: str = ""
    seed: str = ""
    force: bool = False
    students: tuple[str, ...] = ()
    trusted: bool = False
    unsafe_no_sandbox: bool = False


@dataclass
class StudentReport:
    """How a student's submission came along.

    Attributes:
        state: `graded`, `unchanged` or `failed`.
        notes: what was mended and what should be looked at.
        errors: what could not be graded, a sentence each.
        result: score and penalty; None if the student is not in the gradebook.
    """

    state: str
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    result: Result | None = None

    def as_json(self) -> dict[str, Any]:
        """The same as plain data."""
        result = self.result
        return {
            "state": self.state,
            "notes": self.notes,
            "errors": self.errors,
            "score": result and result.score,
            "max_score": result and result.max_score,
            "late_penalty": result and result.late_penalty,
            "needs_manual_grade": result and result.needs_manual_grade,
        }


@dataclass
class ClassReport:
    """What a grading run came to.

    Attributes:
        chapter: the chapter's name.
        seed: the draw of what was run.
        students: by name.
        notebooks: how many were run.
        seconds: how long it took.
    """

    chapter: str
    seed: str
    students: dict[str, StudentReport] = field(default_factory=dict)
    notebooks: int = 0
    seconds: float = 0.0

    @property
    def errors(self) -> list[str]:
        """All that could not be graded, a sentence each."""
        return [error for one in self.students.values() for error in one.errors]

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, for `--json`."""
        return {
            "assignment": self.chapter,
            "seed": self.seed,
            "seconds": round(self.seconds, 2),
            "notebooks": self.notebooks,
            "students": {
                name: student.as_json() for name, student in self.students.items()
            },
        }


@dataclass
class Submission:
    """One student's submission on its way.

    Attributes:
        student: whose it is.
        inputs_hash: of all that its grades depend on.
        timestamp: when it was handed in, UTC; None if nobody knows.
        old: what was noted when it was last graded.
        notes: what had to be guessed about its files.
        errors: what could not be read beside the notebooks.
        graded: what came back so far, by section.
    """

    student: str
    inputs_hash: str
    timestamp: datetime | None
    old: SubmissionRecord | None
    notes: list[str]
    errors: list[str]
    graded: dict[str, GradedSection] = field(default_factory=dict)


def autograde(
    root: Path,
    name: str,
    options: Options,
    grade_one: Work = work,
    pool: Pool | None = None,
) -> ClassReport:
    """Grade all submissions of a chapter.

    Args:
        root: the project's folder, which is the current directory.
        name: the chapter.
        options: how.
        grade_one: what workers call for a submission.
        pool: where they run; by default processes on this machine, or the cluster that
            the options name.

    Raises:
        GradingError: if the run cannot go on; what is done stays done.
    """
    chapter = Chapter(root, name)
    chapter.require_release()
    settings = read_settings()
    record = RunRecord(chapter.classroom, name)
    if pool is None:
        pool = _pool(options)
    sandboxed = not (options.unsafe_no_sandbox or settings.unsafe_no_sandbox)
    with resumable_trouble(), record.exclusively():
        run = ClassRun(chapter, settings, options, record)
        try:
            return run.grade(pool, grade_one, sandboxed=sandboxed)
        except NoSandboxError as reason:
            if not options.trusted:
                raise
            first_line = str(reason).splitlines()[0]
            print(f"Grading without a sandbox: {first_line}", file=sys.stderr)
            return run.grade(pool, grade_one, sandboxed=False)


def _pool(options: Options) -> Pool:
    if options.scheduler:
        return DaskPool(options.scheduler)
    return LocalPool(options.workers or os.cpu_count() or 1)


class ClassRun:
    """One grading run over a class.

    Args:
        chapter: the instructor's side.
        settings: the course's configuration.
        options: how to grade.
        record: what is done already.
    """

    def __init__(
        self,
        chapter: Chapter,
        settings: Settings,
        options: Options,
        record: RunRecord,
    ) -> None:
        self.chapter = chapter
        self.settings = settings
        self.options = options
        self.record = record
        # A forced run of named students is always a run of its own: nobody who asks for
        # that wants to hear that an interrupted run has just graded them.
        alone = options.force and bool(options.students)
        self.run_seed = new_seed() if alone else record.seed(options.force)
        chosen_seed = options.seed or settings.seed
        self.seed_is_fixed = bool(chosen_seed)
        self.seed = chosen_seed or self.run_seed
        self._pending: dict[str, Submission] = {}
        self._postponed: list[Task] = []

    def grade(self, pool: Pool, grade_one: Work, sandboxed: bool) -> ClassReport:
        """Grade everybody; see `autograde`."""
        start = time.monotonic()
        students = self._students()
        self._pending.clear()
        self._postponed.clear()
        self.report = ClassReport(self.chapter.name, self.seed)
        coursedir = self.settings.coursedir
        with (
            open_gradebook(coursedir.db_url, coursedir.course_id) as gradebook,
            Workers(pool, self.chapter, grade_one) as workers,
            Progress(len(students)) as self.progress,
        ):
            self.gradebook = ClassGradebook(
                gradebook, self.chapter.name, self.settings.late_penalties
            )
            self.extensions = self.gradebook.extensions()
            self.shared = self._shared(sandboxed)
            self.common_hash = self._hash_of_what_all_depend_on()
            for student in students:
                while workers.is_full:
                    self._collect(workers)
                self._take_up(student, workers)
            while not workers.is_idle or self._postponed:
                while self._postponed and not workers.is_full:
                    workers.submit(self._postponed.pop(0))
                self._collect(workers)
            results = self.gradebook.results()
        self.record.end_run(everybody=not self.options.students)
        in_order = sorted(self.report.students.items())
        self.report.students = dict(in_order)
        for student, row in in_order:
            row.result = results.get(student)
        self.report.seconds = time.monotonic() - start
        return self.report

    def _students(self) -> list[str]:
        """Whoever has a folder for this chapter, and is asked for."""
        # nbgrader lets the configuration say where the student's name stands in a path.
        anybody = self.settings.folder(
            "submitted_directory", ANYBODY, self.chapter.name
        )
        before = anybody.parts.index(ANYBODY)
        parent = Path(*anybody.parts[:before])
        below = Path(*anybody.parts[before + 1 :])
        names = os.listdir(parent) if parent.is_dir() else []
        found = sorted(name for name in names if (parent / name / below).is_dir())
        wanted = self.options.students
        unknown = sorted(set(wanted) - set(found))
        if unknown:
            raise GradingError(f"Nothing is submitted by {', '.join(unknown)}.")
        if not found:
            pattern = parent / "*" / below
            raise GradingError(
                f"There are no submissions: put them at {pattern} (* the student)."
            )
        return [name for name in found if not wanted or name in wanted]

    def _shared(self, sandboxed: bool) -> Shared:
        return Shared(
            chapter=pack(self.chapter),
            released=self.gradebook.released(self.chapter),
            seed=self.seed,
            seed_is_fixed=self.seed_is_fixed,
            limits=self.settings.limits,
            sandboxed=sandboxed,
            environment=environment(),
        )

    def _hash_of_what_all_depend_on(self) -> str:
        config = self.chapter.root / "nbgrader_config.py"
        return hash_of(
            [
                self.chapter.digest,
                environment(),
                str(self.gradebook.due),
                vars(self.settings.limits),
                self.shared.sandboxed,
                self.seed if self.seed_is_fixed else "",
                self.run_seed if self.options.force else "",
                config.read_text("utf-8") if config.is_file() else "",
            ]
        )

    def _take_up(self, student: str, workers: Workers) -> None:
        """Skip a student whose grades stand, or have the submission graded."""
        if printable(student) != student:
            shown = printable(student)
            error = f"{shown}: a folder of this name cannot be graded. Rename it."
            self._finish(shown, StudentReport("failed", errors=[error]))
            return
        folder = self.settings.folder("submitted_directory", student, self.chapter.name)
        try:
            handin = read_handin(folder)
        except OSError as error:
            reason = f"{student}: the folder cannot be read ({error.strerror})."
            self._finish(student, StudentReport("failed", errors=[reason]))
            return
        submission = self._submission(student, folder, handin)
        old = submission.old
        if old is not None and self._stands(submission, old):
            self._finish(student, _unchanged(old))
            return
        standing = frozenset(self._standing_sections(student, old))
        self._pending[student] = submission
        workers.submit(Task(student, handin.files, self.shared, standing))

    def _submission(self, student: str, folder: Path, handin: Handin) -> Submission:
        timestamp, text, errors = _read_timestamp(student, folder)
        hashes = {name: sha256(data).hexdigest() for name, data in handin.files.items()}
        extension = str(self.extensions.get(student))
        inputs_hash = hash_of([self.common_hash, hashes, handin.notes, text, extension])
        is_in_gradebook = student in self.extensions
        old = self.record.read(student) if is_in_gradebook else None
        return Submission(student, inputs_hash, timestamp, old, handin.notes, errors)

    def _stands(self, submission: Submission, old: SubmissionRecord) -> bool:
        unchanged = old.inputs_hash == submission.inputs_hash
        return unchanged and all(
            self._is_untouched(submission.student, name, section)
            for name, section in old.sections.items()
        )

    def _standing_sections(
        self, student: str, old: SubmissionRecord | None
    ) -> Iterable[str]:
        """Keys of the sections that need not be run again."""
        if old is None or self.options.force:
            return
        for name, section in old.sections.items():
            if self._is_untouched(student, name, section):
                yield section.key

    def _graded_notebook(self, student: str, section: str) -> Path:
        folder = self.settings.folder(
            "autograded_directory", student, self.chapter.name
        )
        return folder / f"{section}.ipynb"

    def _is_untouched(self, student: str, name: str, section: SectionRecord) -> bool:
        """Whether the graded notebook is the one that this grader wrote."""
        try:
            state = self._graded_notebook(student, name).stat()
        except OSError:
            return False
        return (state.st_size, state.st_mtime_ns) == (section.size, section.modified_ns)

    def _collect(self, workers: Workers) -> None:
        """Write what the workers have ready."""
        for task, result in workers.collect():
            if isinstance(result, NoSandbox):
                raise NoSandboxError(result.reason)
            submission = self._pending[task.student]
            submission.graded |= result.sections
            for note in result.notes:
                if note not in submission.notes:
                    submission.notes.append(note)
            if result.postponed:
                self._postponed.append(replace(task, sections=result.postponed))
            elif not workers.has_more_of(task.student):
                self._write(self._pending.pop(task.student))

    def _write(self, submission: Submission) -> None:
        """Write a submission: its notebooks, its rows, and then that it is complete."""
        student = submission.student
        if not submission.graded:
            names = ", ".join(f"{name}.ipynb" for name in self.chapter.sections)
            error = f"{student} handed in none of the chapter's notebooks ({names})."
            self._finish(student, StudentReport("failed", submission.notes, [error]))
            return
        self.record.forget(student)
        self._write_notebooks(submission)
        rows = {
            name: None if graded.stands else graded.cells
            for name, graded in submission.graded.items()
        }
        self.gradebook.write(student, submission.timestamp, rows)
        record = self._new_record(submission)
        if all(graded.final for graded in submission.graded.values()):
            self.record.write(student, record)
        run_now = [one for one in submission.graded.values() if _was_run(one)]
        self.report.notebooks += len(run_now)
        self._finish(student, _report("graded", record))

    def _write_notebooks(self, submission: Submission) -> None:
        student = submission.student
        folder = self.settings.folder(
            "autograded_directory", student, self.chapter.name
        )
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.glob("*.ipynb"):
            if path.stem not in submission.graded:
                path.unlink()  # of a section that is not handed in any more
        for name, graded in submission.graded.items():
            if not graded.stands:
                replace_file(self._graded_notebook(student, name), graded.notebook)
        if submission.timestamp is not None:
            # By this nbgrader's feedback sees that a submission is newer than its
            # pages.
            replace_file(folder / TIMESTAMP, f"{submission.timestamp} UTC\n")

    def _new_record(self, submission: Submission) -> SubmissionRecord:
        sections = {}
        for name, graded in submission.graded.items():
            if graded.stands:
                assert submission.old is not None
                sections[name] = submission.old.sections[name]
            else:
                state = self._graded_notebook(submission.student, name).stat()
                sections[name] = SectionRecord(
                    key=graded.key,
                    size=state.st_size,
                    modified_ns=state.st_mtime_ns,
                    notes=graded.repairs + graded.flags,
                    error=f"{submission.student}: {graded.error}"
                    if graded.error
                    else "",
                )
        return SubmissionRecord(
            submission.inputs_hash, submission.notes, submission.errors, sections
        )

    def _finish(self, student: str, report: StudentReport) -> None:
        self.report.students[student] = report
        self.progress.show(failed=bool(report.errors), notebooks=self.report.notebooks)


def _was_run(graded: GradedSection) -> bool:
    return not graded.stands and not graded.error


def _unchanged(record: SubmissionRecord) -> StudentReport:
    return _report("unchanged", record)


def _report(state: str, record: SubmissionRecord) -> StudentReport:
    notes = list(record.notes)
    errors = list(record.errors)
    for section in record.sections.values():
        notes += section.notes
        errors += [section.error] if section.error else []
    return StudentReport(state, notes, errors)


def _read_timestamp(
    student: str, folder: Path
) -> tuple[datetime | None, str, list[str]]:
    """When a submission was handed in, the text that says so, and what is wrong."""
    path = folder / TIMESTAMP
    if not os.path.lexists(path):
        return None, "", []
    try:
        text = read_bounded(path, MAX_TIMESTAMP_BYTES).decode("utf-8").strip()
        return (parse_utc(text) if text else None), text, []
    except (OSError, ValueError, OverflowError):
        return None, "", [f"{student}: {TIMESTAMP} holds no time, so none is counted."]
