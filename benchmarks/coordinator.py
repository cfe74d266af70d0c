"""What the coordinator of a grading run costs, apart from all its workers.

The real coordinator grades a large class on stub workers, which replay what real ones
gave for a small class.  The large class is made of copies of the small one's files.
`python -m benchmarks.coordinator` is what is measured, in a process of its own.
"""

import gc
import json
import os
import pickle
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from benchmarks.measuring import measure
from grading.classroom.left_out_imports import leave_out_slow_imports

if TYPE_CHECKING:
    from benchmarks.course import Course
    from grading.classroom.run import ClassReport
    from grading.classroom.work import GradedSubmission, NoSandbox, Task

RECORDING_WORKERS = 2
COPY = "-copy"  # between the name of a student and the number of a copy
REPLAYED = "replayed.pickle"


# What is measured, in a process of its own.


@dataclass
class ThreadPool:
    """Threads of this process in place of workers."""

    workers: int
    lost_worker: type[Exception] = BrokenExecutor
    most_losses: int = 1

    def start(self) -> Executor:
        """Make the threads."""
        return ThreadPoolExecutor(self.workers)

    def why_nothing_comes(self) -> str:
        """Nothing: a thread is never lost."""
        return ""


class Recorder:
    """A worker that keeps what it gives back, pickled, by student."""

    def __init__(self) -> None:
        self.results: dict[str, bytes] = {}

    def __call__(self, task: "Task") -> "GradedSubmission | NoSandbox":
        """Grade a submission."""
        from grading.classroom.work import work

        result = work(task)
        self.results[task.student] = pickle.dumps(result)
        return result


class Replayer:
    """A worker that gives what was recorded for the student of whom this is a copy.

    Tasks are pickled and results unpickled, as they are on the coordinator's side when
    workers are other processes.

    Args:
        results: from a `Recorder`.
    """

    def __init__(self, results: dict[str, bytes]) -> None:
        self.results = results

    def __call__(self, task: "Task") -> "GradedSubmission":
        """Give what was recorded."""
        pickle.dumps(task)
        original, _, _ = task.student.partition(COPY)
        result: GradedSubmission = pickle.loads(
            self.results[original]
        )  # from our own recorder
        return result


@click.group(help=__doc__)
def cli() -> None:
    """Hold the commands."""


@cli.command()
@click.argument("chapter")
@click.argument("file", type=click.Path(path_type=Path))
def record(chapter: str, file: Path) -> None:
    """Grade the class of this folder and keep what the workers give."""
    recorder = Recorder()
    _grade(chapter, recorder, ThreadPool(RECORDING_WORKERS))
    file.write_bytes(pickle.dumps(recorder.results))


@cli.command()
@click.argument("chapter")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--workers", required=True, type=int)
def replay(chapter: str, file: Path, workers: int) -> None:
    """Grade the class of this folder on stub workers, and print what it takes."""
    replayer = Replayer(pickle.loads(file.read_bytes()))
    report, cpu = _grade(chapter, replayer, ThreadPool(workers))
    found = {
        "notebooks": report.notebooks,
        "seconds": report.seconds,
        "cpu": cpu,
        "errors": report.errors,
    }
    click.echo(json.dumps(found))


def _grade(
    chapter: str, do: Callable[["Task"], Any], pool: ThreadPool
) -> tuple["ClassReport", float]:
    """Grade as `python -m grading autograde` does, on other workers.

    Returns:
        The report, and the CPU seconds that it took after all imports.
    """
    from grading.classroom import run

    gc.freeze()
    before = time.process_time()
    report = run.autograde(Path.cwd(), chapter, run.Options(), do, pool)
    return report, time.process_time() - before


# What measures it.


@dataclass(frozen=True)
class Replayed:
    """What it took to have a class graded by stub workers.

    Attributes:
        students: how many have handed in.
        notebooks: how many were graded.
        seconds: the run, the process's start-up apart.
        cpu: CPU seconds of that.
        peak: MiB of memory at most.
    """

    students: int
    notebooks: int
    seconds: float
    cpu: float
    peak: float


def replay_classes(
    course: "Course", sizes: tuple[int, ...], workers: int
) -> Iterator[Replayed]:
    """Measure the coordinator with classes of several sizes.

    Args:
        course: has a small class, which the large ones are made of.
        sizes: of the large classes.
        workers: how many stubs there are.
    """
    file = course.folder / REPLAYED
    small = course.folder / "small"
    course.forget_grades()
    measure([*_command("record", course), str(file)], course.folder)
    course.submitted.rename(small)
    for students in sizes:
        course.forget_class()
        _hand_in_copies(course, small, students)
        command = [*_command("replay", course), str(file), "--workers", str(workers)]
        cost = measure(command, course.folder)
        found = cost.report
        if found["notebooks"] != course.notebooks:
            first = next(iter(found["errors"]), "")
            raise click.ClickException(f"Not all copies could be graded. {first}")
        yield Replayed(
            students, found["notebooks"], found["seconds"], found["cpu"], cost.peak
        )
    course.forget_class()


def _command(command: str, course: "Course") -> list[str]:
    return [sys.executable, "-m", "benchmarks.coordinator", command, course.name]


def _hand_in_copies(course: "Course", small: Path, students: int) -> None:
    """Hand in so many copies of a small class's submissions, as links to its files."""
    originals = sorted(small.iterdir())
    for number in range(students):
        original = originals[number % len(originals)]
        folder = course.submitted / f"{original.name}{COPY}{number}" / course.name
        folder.mkdir(parents=True)
        for path in (original / course.name).iterdir():
            os.link(path, folder / path.name)


if __name__ == "__main__":
    leave_out_slow_imports()
    cli()
