"""Those who run notebooks: processes on this machine, or the workers of a Dask cluster."""

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    Future,
    ProcessPoolExecutor,
    wait,
)
from dataclasses import dataclass, field
from typing import Any

from grading.errors import GradingError
from grading.execution import Job, SandboxLostError, environment, work

_PATIENCE = 60  # seconds without any sign of a worker
AGAIN = "then run the same command again: it goes on where it stopped."


@dataclass(frozen=True)
class Task:
    """A job to run on a draw, and the key under which its result is kept."""

    key: str
    job: Job
    seed: str


@dataclass
class Crew:
    """Runs tasks on an executor, a bounded number at a time, and survives the loss of workers.

    When a worker or its sandbox is lost, all that it may have run is suspect.  Suspects run once
    more when the rest is done, one at a time, so that the one at fault takes nobody along.

    Attributes:
        hire: makes the executor, again after it broke.
        window: how many tasks are under way at a time.
        keep: takes each result.
        execute: the pure function that a worker calls with job, seed and versions.
        lost: what a task raises if its worker was lost.
        losses: so many times may a task do so before it is set aside.
        missing: says in a sentence why nothing can come any more, if so.
    """

    hire: Callable[[], Executor]
    window: int
    keep: Callable[[Task, dict[str, Any]], None]
    execute: Callable[..., dict[str, Any]] = work
    lost: type[Exception] = BrokenExecutor
    losses: int = 3
    missing: Callable[[], str] = str
    _executor: Executor | None = None
    _running: dict[Future[Any], Task] = field(default_factory=dict)
    _suspects: list[Task] = field(default_factory=list)
    _lost: Counter[str] = field(default_factory=Counter)

    def run(self, task: Task) -> None:
        """Start a task; while too many are under way, wait for others."""
        while len(self._running) >= self.window:
            self.collect()
        self._submit(task)

    def collect(self) -> bool:
        """Wait for results and hand them to `keep`; False if nothing is left to wait for."""
        if not self._running:
            if not self._suspects:
                return False
            self._submit(self._suspects.pop(0))
        done: set[Future[Any]] = set()
        waited = 0
        while not done:
            done, _ = wait(self._running, timeout=5, return_when=FIRST_COMPLETED)
            waited = 0 if done or not self.missing() else waited + 5
            if waited >= _PATIENCE:
                raise GradingError(self.missing())
        for future in done:
            task = self._running.pop(future)
            try:
                result = future.result()
            except (self.lost, SandboxLostError):
                self._suspect(task)
            except CancelledError:
                raise GradingError(f"The scheduler was lost. Start it again, {AGAIN}") from None
            except OSError as error:
                raise GradingError(f"A worker cannot go on: {error}. Mend that, {AGAIN}") from None
            except GradingError:
                raise
            except Exception as error:
                self._set_aside(task, f"The engine failed on it ({type(error).__name__}: {error})")
            else:
                self.keep(task, result)
        return True

    def _submit(self, task: Task) -> None:
        self._running[self._start(task.job, task.seed)] = task

    def _start(self, job: Job, seed: str) -> Future[Any]:
        self._executor = self._executor or self.hire()
        try:
            return self._executor.submit(self.execute, job, seed, environment())
        except BrokenExecutor:
            self._executor = self.hire()
            return self._executor.submit(self.execute, job, seed, environment())

    def _suspect(self, task: Task) -> None:
        self._lost[task.key] += 1
        if self._lost[task.key] < self.losses:
            self._suspects.append(task)
        elif self._healthy(task.job):
            self._set_aside(task, f"It ended its worker {self.losses} times")
        else:
            raise GradingError(f"Workers end as soon as they start. Look at the machine, {AGAIN}")

    def _healthy(self, job: Job) -> bool:
        """Whether a worker gets through a notebook without cells."""
        nothing = Job([], {}, job.limits, job.sandboxed)
        try:
            self._start(nothing, "").result()
        except (self.lost, SandboxLostError):
            return False
        return True

    def _set_aside(self, task: Task, reason: str) -> None:
        empty: list[Any] = [{"outputs": [], "error": reason} for _ in task.job.cells]
        self.keep(
            task,
            {"seed": task.seed, "cells": empty, "problems": [f"{reason}."], "set_aside": reason},
        )

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Let the workers go; at once, if something went wrong."""
        if isinstance(self._executor, ProcessPoolExecutor) and kind is not None:
            self._executor.shutdown(wait=False, cancel_futures=True)
            for child in multiprocessing.active_children():
                child.terminate()
        elif self._executor is not None:
            self._executor.shutdown(wait=kind is None)


def local(workers: int) -> Executor:
    """Processes on this machine; an engine starts in each when it gets its first task."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_follow_parent)


def _follow_parent() -> None:
    """End this worker when its parent ends, however that does; an interrupt is the parent's."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def cluster(address: str) -> tuple[Callable[[], Executor], int, type[Exception], Callable[[], str]]:
    """Dask's workers behind a scheduler: `hire`, their number, `lost` and `missing`.

    Raises:
        GradingError: if `distributed` is not installed, or no scheduler or worker is there.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise GradingError(
            "--scheduler needs an optional package: `pip install '.[cluster]'`."
        ) from None
    try:
        client = Client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise GradingError(f"No Dask scheduler answers at {address} ({error}).") from None
    workers = sum(client.nthreads().values())
    if not workers:
        raise GradingError(
            f"The scheduler has no workers yet: start some with `dask worker {address}`."
        )

    def missing() -> str:
        try:
            present = client.status == "running" and client.nthreads()
        except OSError:
            present = None
        if not present and client.status != "running":
            return f"The scheduler at {address} was lost. Start it again, {AGAIN}"
        if not present:
            return f"The scheduler at {address} has no workers any more. Start some, {AGAIN}"
        return ""

    return lambda: client.get_executor(pure=False), workers, KilledWorker, missing
