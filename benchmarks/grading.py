"""How fast a class is graded, beside plain nbgrader: `python -m benchmarks.grading`.

Prints its tables and writes them to RESULTS.md.  Takes most of an hour; `--quick` runs
everything on a few submissions and writes nothing.  Submissions are the chapter's
sample answers in changing combinations, each with a comment of its own, so that no two
are the same.  Every command is timed from outside, start-up included.
"""

import json
import os
import platform
import shutil
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
import nbformat

from authoring.sample_answers import answers
from authoring.sample_class import notebook_with, reference_sources
from benchmarks.measuring import (
    ROOT,
    Cost,
    adopt_orphans,
    environment,
    measure,
    wait_for,
)
from benchmarks.results import put, table
from grading.course import Chapter
from grading.execution import job_for
from grading.intake.repair import read, repair
from grading.sandbox import Limits
from tests.conftest import CHAPTERS, DEFAULT

# A course as nbgrader's own documentation sets it up, in our folders.
STOCK = """from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "plain"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "chapters"
c.CourseDirectory.db_url = f"sqlite:///{root}/classroom/gradebook.db"
for step in ("release", "submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, f"{step}_directory", f"classroom/{step}")
"""
MANY_STUDENTS, MANY_WORKERS = 10_000, 64  # for what is only reckoned


@dataclass(frozen=True)
class Sizes:
    """How much is measured.

    Attributes:
        students: size of our class.
        plain: size of plain nbgrader's class.
        growth: sizes of classes to see how time and memory grow.
        scaling: size of the class for one and for two workers.
        rounds: how often a measurement of which the median is taken is made.
    """

    students: int
    plain: int
    growth: tuple[int, ...]
    scaling: int
    rounds: int


QUICK = Sizes(students=3, plain=1, growth=(2, 4), scaling=2, rounds=1)


class Course:
    """A released course in a folder of its own, with an empty gradebook.

    Args:
        folder: where it is made.
        chapter: the chapter's name.
        config: the text of `nbgrader_config.py`.
    """

    def __init__(self, folder: Path, chapter: str, config: str) -> None:
        self.folder, self.name = folder, chapter
        for part in (f"chapters/{chapter}", f"solutions/{chapter}"):
            shutil.copytree(ROOT / part, folder / part)
        (folder / "nbgrader_config.py").write_text(config)
        (folder / "classroom").mkdir()
        self.plain("generate_assignment", "--force")
        self.chapter = Chapter(folder, chapter)
        self.chapter.stamp.write_text(self.chapter.digest)

    @property
    def classroom(self) -> Path:
        """The folder of what grading reads and writes."""
        return self.folder / "classroom"

    def plain(self, command: str, *options: str) -> Cost:
        """Run a command of nbgrader itself."""
        call = [sys.executable, "-m", "nbgrader", command, self.name, *options]
        return measure(call, self.folder)

    def grade(self, *options: str, among_others: bool = False) -> Cost:
        """Grade the class as the course does."""
        call = [sys.executable, "-m", "grading", "autograde", self.name, "--json"]
        return measure([*call, *options], self.folder, among_others=among_others)

    def grade_anew(self, *options: str, among_others: bool = False) -> Cost:
        """Grade as if for the first time, the gradebook apart."""
        for name in ("results", "graded", "autograded"):
            shutil.rmtree(self.classroom / name, ignore_errors=True)
        return self.grade(*options, among_others=among_others)

    def hand_in(self, students: int) -> None:
        """Write the submissions of so many students, the same ones each time."""
        submitted = self.classroom / "submitted"
        shutil.rmtree(submitted, ignore_errors=True)
        sources: dict[str, list[str]] = {}
        for answer in answers(ROOT, self.name).values():
            sources.setdefault(answer.piece, []).append(answer.source)
        for name, section in self.chapter.sections.items():
            path = self.classroom / "release" / self.name / f"{name}.ipynb"
            released = nbformat.read(path, as_version=4)
            reference = reference_sources(section)
            for student in range(students):
                chosen = _choices(student, reference, sources)
                notebook = notebook_with(section, released, chosen)
                folder = submitted / f"student{student:04}" / self.name
                folder.mkdir(parents=True, exist_ok=True)
                nbformat.write(notebook, folder / f"{name}.ipynb")

    @property
    def students(self) -> int:
        """How many have handed in."""
        return len(list((self.classroom / "submitted").iterdir()))

    @property
    def sections(self) -> int:
        """How many notebooks a submission has."""
        return len(self.chapter.sections)

    @property
    def notebooks(self) -> int:
        """How many notebooks were handed in."""
        return self.students * self.sections

    def seconds_of_cells(self) -> float:
        """CPU seconds that the cells of all submissions take in one warm process."""
        notebooks = []
        for path in sorted(self.classroom.glob(f"submitted/*/{self.name}/*.ipynb")):
            section = self.chapter.sections[path.stem]
            repaired = repair(section, read(path)).notebook
            notebooks.append(job_for(section, repaired, Limits(), True).cells)
        done = subprocess.run(
            [sys.executable, "-c", _WARM],
            input=json.dumps(notebooks),
            env=environment() | {"BOARD": "off", "CHECK_SEED": "any"},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout.splitlines()[-1])


def _choices(
    student: int, reference: dict[str, str], sources: dict[str, list[str]]
) -> dict[str, str]:
    """A student's answers: another combination for each, the reference among them."""
    chosen = {}
    for place, (piece, source) in enumerate(sorted(reference.items())):
        choices = [source, *sources.get(piece, [])]
        # Steps that share no factor with most numbers of answers mix them well.
        choice = choices[(7 * student + 3 * place) % len(choices)]
        chosen[piece] = f"# student {student}\n{choice}"
    return chosen


# Runs the cells of the notebooks on its input as plainly as can be, the first few twice
# so that nothing is loaded while it is timed.
_WARM = """
import io, json, sys, time
from contextlib import redirect_stderr, redirect_stdout
import matplotlib, scaffold, sklearn.datasets, torch

matplotlib.use("agg")
torch.set_num_threads(1)

def run(cells):
    for name in [name for name in sys.modules if name.startswith("solutions")]:
        del sys.modules[name]
    space = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell, "cell", "exec"), space)
        except BaseException:
            pass

notebooks = json.load(sys.stdin)
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    for cells in notebooks[:6]:
        run(cells)
    start = time.process_time()
    for cells in notebooks:
        run(cells)
print(time.process_time() - start)
"""


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


# Kills a process as soon as there are so many kept results.
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
    half = str(course.notebooks // 2)
    results = str(course.classroom / "results")
    before = course.grade_anew("--seed", "a draw").report["students"]
    shutil.rmtree(results)  # else the killer would not wait
    with cluster(2) as (address, workers):
        command = [sys.executable, "-c", _KILLER, results, half, str(workers[0].pid)]
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


def reckon(course: Course, each: float) -> str:
    """(e): what would give out first with many submissions and many workers.

    Args:
        course: a class that is graded.
        each: CPU seconds that a notebook costs worker and coordinator together.
    """
    results = list((course.classroom / "results").iterdir())
    bytes_each = sum(path.stat().st_size for path in results) / course.notebooks
    graded = course.classroom / "graded"
    shutil.rmtree(graded, ignore_errors=True)  # the results stay
    all_kept = course.grade()
    shutil.rmtree(graded, ignore_errors=True)
    one_kept = course.grade("--student", "student0000")
    more = course.notebooks - course.sections
    books = (all_kept.cpu - one_kept.cpu) / more
    worker = each - books
    total = MANY_STUDENTS * course.sections
    busy = max(1, round(worker / books))
    return f"""(e) On paper, {total:,} notebooks of {MANY_STUDENTS:,} submissions on \
{MANY_WORKERS} workers: a notebook costs a worker {worker:.3f} CPU s, so \
{MANY_WORKERS} of them do {MANY_WORKERS / worker:.0f} a second; it costs the \
coordinator, which reads, repairs, judges and writes, {books:.3f} CPU s, so that does \
{1 / books:.0f} a second and gives out first: {total * books / 60:.0f} minutes in all, \
with about {busy} workers busy. A result is {bytes_each / 1000:.0f} kB, \
{bytes_each / books / 1e6:.1f} MB/s at that rate, which neither network nor disk \
notices.
"""


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
    ours.hand_in(sizes.students)
    ours.grade_anew()
    command = " ".join(["python -m benchmarks.grading", *sys.argv[1:]])
    return f"""## Grading a class

`{command}`. {where} Plain nbgrader runs the same submissions with its own Execute, \
demonstrations included, in a kernel each. Medians of {sizes.rounds} runs; of one for \
plain nbgrader, which is slow, and for (c).

{compared}
{grown}
{scaled}
{reckon(ours, each)}"""


@click.command(help=__doc__)
@click.option("--chapter", default=DEFAULT, type=click.Choice(list(CHAPTERS)))
@click.option("--quick", is_flag=True, help="A few submissions; nothing is kept.")
@click.option("--students", default=60, help="Size of our class.")
@click.option("--plain", default=60, help="Size of plain nbgrader's class.")
@click.option("--growth", default=[10, 100, 1000], multiple=True, help="Class sizes.")
@click.option("--scaling", default=60, help="Size of the class for 1 and 2 workers.")
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
