"""Those who grade submissions: processes here, or the workers of a Dask cluster."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grading.classroom.left_out_imports import leave_out_slow_imports
from grading.classroom.work import (
    GradedSubmission,
    NoSandbox,
    Shared,
    Task,
    set_aside,
    work,
)
from grading.course import Chapter
from grading.errors import GradingError
from grading.sandbox import SandboxLost

TASKS_PER_WORKER = 4  # under way at a time: enough that no worker waits for the next
SECONDS_TO_LOOK = 5  # from one look at the cluster to the next
PATIENCE_SECONDS = 60  # without any sign of a worker

Work = Callable[[Task], GradedSubmission | NoSandbox]


class Pool(Protocol):
    """Where tasks are run.

    Attributes:
        workers: how many there are.
        lost_worker: what a task raises if its worker was lost.
        most_losses: so many times may that happen to a task before it is set aside.
    """

    workers: int
    lost_worker: type[Exception]
    most_losses: int

    def start(self) -> Executor:
        """Make an executor; again after the last one broke."""

    def why_nothing_comes(self) -> str:
        """Why no result can come any more, in a sentence; empty as long as one can."""


@dataclass
class LocalPool:
    """Processes on this machine."""

    workers: int
    lost_worker: type[Exception] = BrokenExecutor
    most_losses: int = 3

    def start(self) -> Executor:
        """Make the processes; an engine starts in each when it gets its first task."""
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(
            self.workers, mp_context=context, initializer=_prepare_worker
        )

    def why_nothing_comes(self) -> str:
        """Nothing: a broken executor says so itself."""
        return ""


def _prepare_worker() -> None:
    """End this worker when its parent ends; an interrupt is the parent's."""
    leave_out_slow_imports()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


class DaskPool:
    """The workers of a Dask cluster.

    Args:
        address: its scheduler's, such as `tcp://HOST:8786`.

    Raises:
        GradingError: if `distributed` is not installed, or no scheduler or worker is
            there.
    """

    most_losses = 2  # Dask itself has tried each of them several times

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client, KilledWorker
        except ImportError:
            raise GradingError(
                "--scheduler needs an optional package: `pip install '.[cluster]'`."
            ) from None
        self.address = address
        self.lost_worker: type[Exception] = KilledWorker
        try:
            self.client = Client(address, timeout=10, set_as_default=False)
        except (OSError, ValueError) as error:
            raise GradingError(
                f"No Dask scheduler answers at {address} ({error})."
            ) from None
        self.workers = sum(self.client.nthreads().values())
        if not self.workers:
            raise GradingError(
                "The scheduler has no workers yet: start some with "
                f"`dask worker {address}`."
            )

    def start(self) -> Executor:
        """Give the cluster as an executor."""
        executor: Executor = self.client.get_executor(pure=False)
        return executor

    def why_nothing_comes(self) -> str:
        """Look whether scheduler and workers are there."""
        try:
            connected = self.client.status == "running"
            present = connected and self.client.nthreads()
        except OSError:
            connected, present = self.client.status == "running", False
        if present:
            return ""
        if connected:
            return (
                f"The scheduler at {self.address} has no workers any more. Start some."
            )
        return f"The scheduler at {self.address} was lost. Start it again."


class Workers:
    """Grades tasks on a pool, some at a time, and survives the loss of workers.

    When a worker or its sandbox is lost, all that it may have run is suspect.  Suspects
    run once more when the rest is done, one at a time, so that the one at fault takes
    nobody along.  A submission that loses its workers again and again is tried section
    by section, and only the section at fault is set aside.

    Args:
        pool: where tasks are run.
        chapter: the instructor's side, for what is set aside.
        grade_one: what a worker calls for a submission.
    """

    def __init__(self, pool: Pool, chapter: Chapter, grade_one: Work = work) -> None:
        self.pool = pool
        self.chapter = chapter
        self.grade_one = grade_one
        self._executor: Executor | None = None
        self._running: dict[Future[GradedSubmission | NoSandbox], Task] = {}
        self._suspects: list[Task] = []
        self._losses: Counter[tuple[str, tuple[str, ...] | None]] = Counter()

    @property
    def is_full(self) -> bool:
        """Whether enough tasks are under way."""
        return len(self._running) >= TASKS_PER_WORKER * self.pool.workers

    @property
    def is_idle(self) -> bool:
        """Whether there is nothing left to wait for."""
        return not self._running and not self._suspects

    def has_more_of(self, student: str) -> bool:
        """Whether something of a submission is still to come."""
        tasks = [*self._running.values(), *self._suspects]
        return any(task.student == student for task in tasks)

    def submit(self, task: Task) -> None:
        """Start a task."""
        self._running[self._start(task)] = task

    def collect(self) -> Iterator[tuple[Task, GradedSubmission | NoSandbox]]:
        """Wait until something is done, and give all that is.

        Raises:
            GradingError: if nothing can be graded any more; it says why.
        """
        if not self._running and self._suspects:
            self.submit(self._suspects.pop(0))
        for future in self._wait():
            task = self._running.pop(future)
            try:
                result = future.result()
            except (self.pool.lost_worker, SandboxLost):
                yield from self._suspect(task)
            except CancelledError:
                raise GradingError(
                    "The scheduler was lost. Start it again.", resumable=True
                ) from None
            except OSError as error:
                raise GradingError(
                    f"A worker cannot go on: {error}. Mend that.", resumable=True
                ) from None
            except GradingError:
                raise
            except Exception as error:
                reason = f"The grader failed on it ({type(error).__name__}: {error})."
                yield from self._apart_or_aside(task, reason)
            else:
                yield task, result

    def _wait(self) -> set[Future[GradedSubmission | NoSandbox]]:
        waited = 0
        while True:
            done, _ = wait(
                self._running, timeout=SECONDS_TO_LOOK, return_when=FIRST_COMPLETED
            )
            if done:
                return done
            reason = self.pool.why_nothing_comes()
            waited = waited + SECONDS_TO_LOOK if reason else 0
            if waited >= PATIENCE_SECONDS:
                raise GradingError(reason, resumable=True)

    def _start(self, task: Task) -> Future[GradedSubmission | NoSandbox]:
        if self._executor is None:
            self._executor = self.pool.start()
        try:
            return self._executor.submit(self.grade_one, task)
        except BrokenExecutor:
            self._executor = self.pool.start()
            return self._executor.submit(self.grade_one, task)

    def _suspect(self, task: Task) -> Iterator[tuple[Task, GradedSubmission]]:
        """Put a task that lost its worker off, or see what to do with it for good."""
        name = (task.student, task.sections)
        self._losses[name] += 1
        if self._losses[name] < self.pool.most_losses:
            self._suspects.append(task)
            return
        if not self._works_at_all(task.shared):
            raise GradingError(
                "Workers end as soon as they start. Look at the machine.",
                resumable=True,
            )
        reason = f"It ended its worker {self.pool.most_losses} times."
        yield from self._apart_or_aside(task, reason)

    def _works_at_all(self, shared: Shared) -> bool:
        """Whether a worker gets through a submission without files."""
        try:
            self._start(Task("", {}, shared)).result()
        except (self.pool.lost_worker, SandboxLost):
            return False
        return True

    def _apart_or_aside(
        self, task: Task, reason: str
    ) -> Iterator[tuple[Task, GradedSubmission]]:
        """Try the sections of a submission one by one; set a single one aside."""
        # Which sections were handed in is for workers to find out: looking may be what
        # ended them.
        names = task.sections or tuple(self.chapter.sections)
        if len(names) > 1:
            self._suspects += [replace(task, sections=(name,)) for name in names]
            return
        section = self.chapter.sections[names[0]]
        sections = {section.name: set_aside(task, section, reason)}
        yield task, GradedSubmission(sections, [])

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, kind: object, *_: Any) -> None:
        """Let the workers go; at once, if something went wrong."""
        if self._executor is None:
            return
        if kind is None or not isinstance(self._executor, ProcessPoolExecutor):
            self._executor.shutdown(wait=kind is None)
            return
        self._executor.shutdown(wait=False, cancel_futures=True)
        for child in multiprocessing.active_children():
            child.terminate()
