"""How fast a class is graded, beside plain nbgrader: `python -m benchmarks.grading`.

Prints its tables and writes them to RESULTS.md.  Takes an hour or more; `--quick` runs
everything on a few submissions and writes nothing.  Submissions are the chapter's
sample answers in changing combinations, each with a comment of its own, so that no two
are the same.  Every command is timed from outside, start-up included.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

import click

from benchmarks.coordinator import replay_classes
from benchmarks.course import STOCK, Course
from benchmarks.measuring import (
    ROOT,
    Cost,
    adopt_orphans,
    environment,
    wait_for,
)
from benchmarks.results import put, table
from grading.course import chapters, default_chapter

STUB_WORKERS = 64  # that replay what real ones gave
SCORED = 3  # submissions scored one by one in each round


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes:
        students: size of our class.
        plain: size of plain nbgrader's class.
        growth: sizes of classes to see how time and memory grow.
        scaling: size of the class for one and for two workers.
        many: sizes of classes whose graded notebooks are only replayed.
        rounds: how often a measurement of which the median is taken is made.
    """

    students: int
    plain: int
    growth: tuple[int, ...]
    scaling: int
    many: tuple[int, ...]
    rounds: int


QUICK = Sizes(students=3, plain=1, growth=(2, 4), scaling=3, many=(4, 8), rounds=1)


# A Dask cluster on this machine.


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler and workers, started as one does by hand; address and workers."""
    started = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            started.append(_dask(folder, "scheduler", "--port", "0"))
            for _ in range(workers):
                started.append(_dask(folder, "worker", "--nthreads", "1", "--no-nanny"))
            address = _address(folder, workers)
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def _dask(folder: Path, kind: str, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
    command += ["--scheduler-file", str(folder / "scheduler.json")]
    command += ["--no-dashboard", "--host", "127.0.0.1"]
    return subprocess.Popen(
        command,
        env=environment(),
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _address(folder: Path, workers: int) -> str:
    """The scheduler's address, as soon as all workers have come to it."""
    from distributed import Client  # only needed here, and slow to import

    file = folder / "scheduler.json"
    complaint = "The Dask cluster did not start within two minutes."
    wait_for(file.is_file, 120, complaint)
    address = str(json.loads(file.read_text())["address"])
    with Client(address, timeout=60, set_as_default=False) as client:
        wait_for(
            lambda: len(client.scheduler_info()["workers"]) == workers, 120, complaint
        )
    return address


# Kills a process as soon as so many submissions are graded.
_KILLER = """
import os, pathlib, signal, sys, time

folder, number, process = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
while len(list(folder.glob("*.json"))) < number:
    time.sleep(0.02)
os.kill(process, signal.SIGKILL)
"""


def lose_a_worker(course: Course) -> tuple[Cost, bool]:
    """Grade on two workers of a cluster, one killed half-way.

    Returns:
        What it cost, and whether the grades are the same as without.
    """
    half, records = str(course.students // 2), str(course.records)
    before = course.grade_anew("--seed", "a draw").report["students"]
    course.forget_grades()  # else the killer would not wait
    with cluster(2) as (address, workers):
        command = [sys.executable, "-c", _KILLER, records, half, str(workers[0].pid)]
        killer = subprocess.Popen(command)
        try:
            options = ["--seed", "a draw", "--scheduler", address]
            cost = course.grade_anew(*options, among_others=True)
        finally:
            killer.kill()
            killed = killer.wait() == 0
    if not killed:
        raise click.ClickException("The worker was not killed before the end.")
    after = cost.report["students"]
    same = {student: entry["score"] for student, entry in before.items()} == {
        student: entry["score"] for student, entry in after.items()
    }
    return cost, same


# The parts of the report.


def compare(ours: Course, plain: Course, sizes: Sizes) -> str:
    """(a) and (b): a class here and in plain nbgrader, and beside its bare cells."""
    plain.hand_in(sizes.plain)
    stock = plain.plain("autograde", "--log-level=CRITICAL")
    ours.hand_in(sizes.students)
    costs = [ours.grade_anew("--workers", "2") for _ in range(sizes.rounds)]
    wall = median(cost.wall for cost in costs)
    cpu = median(cost.cpu for cost in costs)
    again = ours.grade()
    cells = median(ours.seconds_of_cells() for _ in range(sizes.rounds))
    head = "(a) a class, start-up included|submissions|notebooks|seconds|CPU s"
    head += "|s per notebook|CPU s per notebook"
    rows = [
        _row("plain `nbgrader autograde`", plain, stock.wall, stock.cpu),
        _row("ours, two workers", ours, wall, cpu),
        _row("ours, again with nothing changed", ours, again.wall, again.cpu),
    ]
    of_wall = stock.wall / plain.notebooks / (wall / ours.notebooks)
    of_cpu = stock.cpu / plain.notebooks / (cpu / ours.notebooks)
    beyond = (cpu - cells) / ours.notebooks
    on_two_cores = cells / 2
    return f"""{table(head.split("|"), rows)}

Ratio per notebook: **{of_wall:.1f}** in elapsed time, {of_cpu:.1f} in CPU time. \
Overhead beyond the cells: {beyond:.3f} CPU s per notebook, all counted.

(b) The cells themselves take {cells:.1f} CPU s in one warm process: \
{on_two_cores:.1f} s on two cores. Ours takes {wall / on_two_cores:.1f} times that.
"""


def _row(name: str, course: Course, wall: float, cpu: float) -> list[str]:
    count = course.notebooks
    numbers = [f"{course.students}", f"{count}", f"{wall:.1f}", f"{cpu:.1f}"]
    return [name, *numbers, f"{wall / count:.3f}", f"{cpu / count:.3f}"]


def grow(course: Course, sizes: Sizes) -> tuple[str, float]:
    """(c): classes of several sizes; also the CPU seconds of one more notebook."""
    costs = {}
    rows = []
    for students in sizes.growth:
        course.hand_in(students)
        cost = costs[students] = course.grade_anew("--workers", "2")
        each = cost.wall / course.notebooks
        rows.append([f"{students}", f"{cost.wall:.1f}", f"{each:.3f}"])
        rows[-1].append(f"{cost.peak:.0f}")
    head = "(c) submissions|seconds|s per notebook|coordinator's peak memory, MiB"
    small, large = min(costs), max(costs)
    more = (large - small) * course.sections
    each = (costs[large].cpu - costs[small].cpu) / more
    return table(head.split("|"), rows) + "\n", each


def scale(course: Course, sizes: Sizes) -> str:
    """(d): one worker, two, and two on a cluster of which one is lost."""
    course.hand_in(sizes.scaling)

    def usual(*options: str) -> float:
        costs = [course.grade_anew(*options) for _ in range(sizes.rounds)]
        return median(cost.wall for cost in costs)

    one, two = usual("--workers", "1"), usual("--workers", "2")
    with cluster(2) as (address, _):
        dask = usual("--scheduler", address)
    rows = [
        ["one worker", f"{one:.1f}", ""],
        ["two workers", f"{two:.1f}", f"{one / 2 / two:.0%}"],
        ["two Dask workers on loopback", f"{dask:.1f}", f"{one / 2 / dask:.0%}"],
    ]
    cost, same = lose_a_worker(course)
    grades = "the same" if same else "**NOT THE SAME**"
    head = [f"(d) {sizes.scaling} submissions", "seconds", "efficiency"]
    return f"""{table(head, rows)}

Two Dask workers, one of them killed half-way: {cost.wall:.1f} s, grades {grades} as \
without.
"""


def coordinate(course: Course, each: float, sizes: Sizes) -> str:
    """(e): what the coordinator does when workers cost it nothing.

    Args:
        course: its class is replaced by larger ones.
        each: CPU seconds that a notebook costs workers and coordinator together.
        sizes: how much is measured.
    """
    course.hand_in(sizes.students)
    rows = []
    for found in replay_classes(course, sizes.many, STUB_WORKERS):
        count = found.notebooks
        numbers = [f"{found.students:,}", f"{count:,}", f"{found.seconds:.1f}"]
        numbers += [f"{count / found.seconds:.0f}", f"{found.cpu / count:.4f}"]
        rows.append([*numbers, f"{found.peak:.0f}"])
    head = "(e) submissions|notebooks|seconds|notebooks a second"
    head += "|CPU s per notebook|peak memory, MiB"
    own = found.cpu / found.notebooks
    busy = max(1, round((each - own) / own))
    return f"""{table(head.split("|"), rows)}

The coordinator alone, start-up apart: {STUB_WORKERS} stub workers give at once what \
real ones gave for {sizes.students} submissions, of which these are copies. Tasks are \
pickled and results unpickled, but nothing goes over a network. By (c) a notebook \
costs workers and coordinator together {each:.3f} CPU s, so one coordinator keeps \
about {busy} workers busy.
"""


def score_one(course: Course, sizes: Sizes) -> str:
    """(f): a single submission without a gradebook."""
    course.hand_in(sizes.students)
    folders = [folder / course.name for folder in sorted(course.submitted.iterdir())]
    chosen = folders[: SCORED * sizes.rounds]
    costs = [course.score(folder) for folder in chosen]
    empty = course.folder / "empty"
    empty.mkdir()
    started = [course.refuse(empty) for _ in range(SCORED * sizes.rounds)]
    rows = [
        _median_row("a submission", costs),
        _median_row("no notebook: start-up alone, the sandbox's included", started),
    ]
    head = "(f) `python -m grading score FOLDER`|seconds|CPU s|own peak memory, MiB"
    return table(head.split("|"), rows) + "\n"


def _median_row(name: str, costs: list[Cost]) -> list[str]:
    wall = median(cost.wall for cost in costs)
    cpu = median(cost.cpu for cost in costs)
    peak = median(cost.peak for cost in costs)
    return [name, f"{wall:.2f}", f"{cpu:.2f}", f"{peak:.0f}"]


def machine() -> str:
    """What it is measured on."""
    names = ("nbgrader", "nbconvert", "ipykernel", "torch", "distributed")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    python = platform.python_version()
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {python}, {versions}; load average before: {os.getloadavg()[1]:.1f}."
    )


def report(chapter: str, sizes: Sizes, folder: Path) -> str:
    """Measure everything and return the text of the section."""
    where = machine()
    config = (ROOT / "nbgrader_config.py").read_text()
    ours = Course(folder / "ours", chapter, config)
    plain = Course(folder / "plain", chapter, STOCK)
    compared = compare(ours, plain, sizes)
    grown, each = grow(ours, sizes)
    scaled = scale(ours, sizes)
    coordinated = coordinate(ours, each, sizes)
    scored = score_one(ours, sizes)
    command = " ".join(["python -m benchmarks.grading", *sys.argv[1:]])
    return f"""## Grading a class

`{command}`. {where} Plain nbgrader runs the same submissions with its own Execute, \
demonstrations included, in a kernel each. Medians of {sizes.rounds} runs; of one for \
plain nbgrader, which is slow, and for (c) and (e).

{compared}
{grown}
{scaled}
{coordinated}
{scored}"""


@click.command(help=__doc__)
@click.option(
    "--chapter", default=default_chapter(ROOT), type=click.Choice(chapters(ROOT))
)
@click.option("--quick", is_flag=True, help="A few submissions; nothing is kept.")
@click.option("--students", default=60, help="Size of our class.")
@click.option("--plain", default=60, help="Size of plain nbgrader's class.")
@click.option("--growth", default=[10, 100, 1000], multiple=True, help="Class sizes.")
@click.option("--scaling", default=60, help="Size of the class for 1 and 2 workers.")
@click.option(
    "--many", default=[10, 1000, 10_000], multiple=True, help="Classes only replayed."
)
@click.option("--rounds", default=3, help="Runs of which medians are taken.")
def main(chapter: str, quick: bool, **numbers: Any) -> None:
    """Measure, print, and write the results unless they are only a rehearsal."""
    adopt_orphans()
    sizes = QUICK if quick else Sizes(**numbers)
    with tempfile.TemporaryDirectory() as folder:
        text = report(chapter, sizes, Path(folder))
    print(text)
    if not quick:
        put("grading", text)


if __name__ == "__main__":
    main()
