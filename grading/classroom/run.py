"""Grade a class: run its notebooks side by side, then let nbgrader do the books.

A notebook is the argument of a pure function, `grading.execution.work`, that worker processes
call; what it returns is kept on disk under the hash of all that it depends on.  nbgrader's
autograder then goes over each submission, and its execute step only reads what is kept.  So one
process writes, and a run that was interrupted goes on where it stopped.
"""

import glob
import os
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from grading.course import Chapter, hash_of
from grading.errors import GradingError
from grading.classroom.workers import AGAIN, Crew, Task, cluster, local
from grading.execution import Cache, Engine, environment, job_for, work
from grading.classroom.gradebook import Errors, opened, plainly, remedy_for
from grading.classroom.record import Notes
from grading.classroom.progress import Progress
from grading.intake.reading import read_notebook
from grading.score import Grader, adopt, find
from grading.classroom.nbgrader_steps import grading_with, settings


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
class Submitted:
    """One student's submission on its way through a batch.

    Attributes:
        student: who.
        inputs: a hash of all that its grades depend on.
        notes: what was mended and what should be looked at.
        errors: what could not be graded, a sentence each.
        waits: keys of results that are still to come.
        drawn: section and draw of its results, which need the reference's.
    """

    student: str
    inputs: str
    notes: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    waits: set[str] = field(default_factory=set)
    drawn: set[tuple[str, str]] = field(default_factory=set)


def autograde(
    root: Path,
    name: str,
    options: Options,
    execute: Callable[..., dict[str, Any]] = work,
    hire: Callable[[int], Executor] = local,
) -> dict[str, Any]:
    """Grade all submissions of an assignment.

    Args:
        root: the project's folder.
        name: the assignment.
        options: how.
        execute: what workers call.
        hire: makes the executor of a number of workers on this machine.

    Returns:
        `assignment`, `seed`, `seconds`, `notebooks` executed, and `students`: by name
        their `state` (graded, unchanged, failed), `score`, `max_score`, `late_penalty`,
        `needs_manual_grade`, `notes` and `errors`.

    Raises:
        GradingError: if the run cannot go on; what is done stays done.
    """
    assignment = Chapter(root, name)
    assignment.require_release()
    notes = Notes(assignment)
    with notes.alone():
        batch = Batch(assignment, notes, options, execute, hire)
        try:
            return batch.run()
        except NoSandboxError as reason:
            if not options.trusted:
                raise
            print(f"Grading without a sandbox: {str(reason).splitlines()[0]}", file=sys.stderr)
            batch.grader.sandboxed = False
            return batch.run()


class Batch:
    """One grading run over a class."""

    def __init__(
        self,
        assignment: Chapter,
        notes: Notes,
        options: Options,
        execute: Callable[..., dict[str, Any]],
        hire: Callable[[int], Executor],
    ) -> None:
        self.assignment, self.notes, self.options = assignment, notes, options
        self.execute, self.hire = execute, hire
        app = AutogradeApp()
        app.initialize([assignment.name])
        self.converter = Autograde(coursedir=app.coursedir, parent=app, force=True)
        self.converter.coursedir.assignment_id = assignment.name
        self.log = Errors()
        app.log.handlers[:], app.log.propagate = [self.log], False
        limits, seed, sandboxed = settings(app.config)
        seed = options.seed or seed
        self.grader = Grader(
            assignment,
            _no_engine,
            Cache(assignment.classroom / "results"),
            seed or notes.seed(options.force),
            limits,
            sandboxed and not options.unsafe_no_sandbox,
            exactly=bool(seed),
        )

    def run(self) -> dict[str, Any]:
        """Grade everybody; see `autograde`."""
        start, students = time.monotonic(), self._students()
        coursedir, name = self.converter.coursedir, self.assignment.name
        self.done: dict[str, dict[str, Any]] = {}
        self.waiting: dict[str, list[Submitted]] = {}
        self.ready: list[Submitted] = []
        self.executed = 0
        self.progress = Progress(len(students))
        with ExitStack() as stack:
            stack.enter_context(plainly())
            self.ledger = stack.enter_context(opened(coursedir.db_url, coursedir.course_id))
            stack.enter_context(grading_with(self.grader))
            crew = stack.enter_context(self._crew())
            self.due, self.standing = self.ledger.standing(name)
            self.common = self._common()
            for student in students:
                self._take_up(student, crew)
                self._grade_ready()
            while crew.collect():
                self._grade_ready()
            scores = self.ledger.scores(name)
        self.progress.end()
        if not self.grader.exactly:
            self.notes.over(everybody=not self.options.students)
        nothing = dict.fromkeys(("score", "max_score", "late_penalty", "needs_manual_grade"))
        for student, result in self.done.items():
            result |= scores.get(student, nothing)
        return {
            "assignment": name,
            "seed": self.grader.seed,
            "seconds": round(time.monotonic() - start, 2),
            "notebooks": self.executed,
            "students": self.done,
        }

    def _students(self) -> list[str]:
        coursedir = self.converter.coursedir
        pattern = coursedir.format_path(coursedir.submitted_directory, "*", self.assignment.name)
        depth = Path(pattern).parts.index("*")
        found = sorted(Path(path).parts[depth] for path in glob.glob(pattern))
        wanted = self.options.students
        if unknown := sorted(set(wanted) - set(found)):
            raise GradingError(f"Nothing is submitted by {', '.join(unknown)}.")
        if not found:
            raise GradingError(f"There are no submissions: put them at {pattern} (* the student).")
        return [student for student in found if not wanted or student in wanted]

    def _crew(self) -> Crew:
        workers = self.options.workers or os.cpu_count() or 1
        if not self.options.scheduler:
            return Crew(lambda: self.hire(workers), 4 * workers, self._keep, self.execute)
        hire, workers, lost, missing = cluster(self.options.scheduler)
        return Crew(hire, 4 * workers, self._keep, self.execute, lost, 2, missing)

    def _folder(self, step: str, student: str) -> Path:
        """The folder of a student's assignment in one of nbgrader's steps."""
        return Path(self.converter.coursedir.format_path(step, student, self.assignment.name))

    def _common(self) -> str:
        """A hash of what all grades depend on."""
        config = self.assignment.root / "nbgrader_config.py"
        code = sorted(Path(__file__).parent.rglob("*.py"))
        return hash_of(
            [
                [self.assignment.digest, environment(), str(self.due)],
                [asdict(self.grader.limits), self.grader.sandboxed],
                self.grader.seed if self.grader.exactly or self.options.force else "",
                [path.read_text("utf-8") for path in [config, *code] if path.is_file()],
            ]
        )

    def _take_up(self, student: str, crew: Crew) -> None:
        """Skip a student whose grades stand, or start what has to be executed."""
        folder = self._folder(self.converter.coursedir.submitted_directory, student)
        adopt(self.assignment, folder)
        files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
        content = {str(path.relative_to(folder)): _hash(path) for path in files}
        inputs = hash_of([self.common, content, str(self.standing.get(student))])
        record = self.notes.read(student)
        stands = record.get("inputs") == inputs and student in self.standing
        if stands and record["outputs"] == self._outputs(student):
            self._finish(student, "unchanged", record["notes"], record["errors"])
            return
        found, repairs = find(self.assignment, folder)
        if not found:
            names = ", ".join(f"{name}.ipynb" for name in self.assignment.sections)
            error = f"{student} handed in none of the assignment's notebooks ({names})."
            self._finish(student, "failed", [], [error])
            return
        submitted = Submitted(student, inputs, repairs)
        tasks = list(self._tasks(submitted, found))
        submitted.waits = {task.key for task in tasks}
        for task in tasks:
            known = task.key in self.waiting
            self.waiting.setdefault(task.key, []).append(submitted)
            if not known:
                crew.run(task)
        if not tasks:
            self.ready.append(submitted)

    def _tasks(self, submitted: Submitted, found: dict[str, Path]) -> Iterator[Task]:
        """What must be executed for a submission: notebooks, and the reference on their draws."""
        grader = self.grader
        for name in sorted(found):
            section = self.assignment.sections[name]
            try:
                repaired = grader.submission(section, read_notebook(found[name]))
            except GradingError as error:
                submitted.errors.append(f"{submitted.student}: {error}")
                continue
            submitted.notes += repaired.repairs + repaired.flags
            job = job_for(section, repaired.notebook, grader.limits, grader.sandboxed)
            key = grader.cache.key(job, grader.seed, grader.exactly)
            kept = self._kept(key)
            if kept is None or (self.options.force and kept["seed"] != grader.seed):
                yield Task(key, job, grader.seed)
                kept = {"seed": grader.seed}
            submitted.drawn.add((name, kept["seed"]))
        for name, seed in sorted(submitted.drawn):
            section = self.assignment.sections[name]
            job = job_for(section, section.notebook, grader.limits, grader.sandboxed)
            key = grader.cache.key(job, seed, exactly=True)
            if self._kept(key) is None:
                yield Task(key, job, seed)

    def _kept(self, key: str) -> dict[str, Any] | None:
        result = self.grader.cache.get(key)
        return None if result is None or "set_aside" in result else result

    def _keep(self, task: Task, result: dict[str, Any]) -> None:
        """Take a result from the crew."""
        if "unavailable" in result:
            raise NoSandboxError(result["unavailable"])
        self.grader.cache.put(task.key, result)
        self.executed += 1
        for submitted in self.waiting.pop(task.key):
            if "set_aside" in result:
                error = f"a notebook is set aside without points. {result['set_aside']}; look at it"
                submitted.errors.append(f"{submitted.student}: {error}, {AGAIN}")
            submitted.waits.discard(task.key)
            if not submitted.waits:
                self.ready.append(submitted)
        self.progress.show(self.done, self.executed)

    def _grade_ready(self) -> None:
        while self.ready:
            self._grade(self.ready.pop(0))

    def _grade(self, submitted: Submitted) -> None:
        """Let nbgrader grade a submission whose results are all there, and note that it did."""
        student = submitted.student
        for name, seed in sorted(submitted.drawn):
            self.grader.reference(self.assignment.sections[name], seed)  # or an error for all
        self.notes.forget(student)
        self.log.seen.clear()
        self.converter.coursedir.student_id = glob.escape(student)
        try:
            self.converter.start()
            self.ledger.save()
        except NbGraderException:
            self.ledger.discard()
            if remedy := remedy_for(" ".join(self.log.seen)):
                raise GradingError(remedy) from None
            reason = self.log.seen[0].strip().splitlines()[-1] if self.log.seen else "no reason"
            submitted.errors.append(f"{student}: nbgrader could not grade it ({reason}).")
            self._finish(student, "failed", submitted.notes, submitted.errors)
            return
        if not any(AGAIN in error for error in submitted.errors):
            said = {"notes": submitted.notes, "errors": submitted.errors}
            outputs = self._outputs(student)
            self.notes.write(student, {"inputs": submitted.inputs, "outputs": outputs, **said})
        self._finish(student, "graded", submitted.notes, submitted.errors)

    def _finish(self, student: str, state: str, notes: list[str], errors: list[str]) -> None:
        self.done[student] = {"state": state, "notes": notes, "errors": errors}
        self.progress.show(self.done, self.executed)

    def _outputs(self, student: str) -> dict[str, Any]:
        """Size and time of the graded notebooks, which change when anybody grades again."""
        folder = self._folder(self.converter.coursedir.autograded_directory, student)
        states = {path.name: path.stat() for path in sorted(folder.glob("*.ipynb"))}
        return {name: [state.st_size, state.st_mtime_ns] for name, state in states.items()}


def _no_engine() -> Engine:
    raise GradingError(f"A kept result is gone. Leave classroom/results alone, {AGAIN}")


def _hash(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
