"""How fast a class is graded, beside plain nbgrader: `python -m benchmarks.grading`.

Prints its tables and writes them to RESULTS.md.  Takes most of an hour; `--quick` runs
everything on a few submissions and writes nothing.  Submissions are the sample answers of
`tests/submissions` in changing combinations, each with a comment of its own, so that no two
are the same.  Every command is timed from outside, start-up included.
"""

import argparse
import ctypes
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import nbformat

from authoring.sample_class import answers, notebook_with, reference_sources
from grading.course import Chapter
from grading.execution import job_for
from grading.intake.repair import read, repair
from grading.sandbox import Limits

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
NAME = "linear_regression"
BATCH = [sys.executable, "-m", "grading", "autograde", NAME, "--json"]
PLAIN = [sys.executable, "-m", "nbgrader", "autograde", NAME]
STOCK = """from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "linear-regression-from-scratch"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "chapters"
c.CourseDirectory.db_url = f"sqlite:///{root}/classroom/gradebook.db"
for step in ("release", "submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, f"{step}_directory", f"classroom/{step}")
"""


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of all processes that it left behind or waited for.
        peak: MiB of memory of the command's own process at most.
        report: what it printed, if that was JSON.
    """

    wall: float
    cpu: float
    peak: float
    report: dict


def measure(command: list[str], cwd: Path, among_others: bool = False) -> Cost:
    """Run a command in a course and account for all that it starts.

    Among other children of this process, CPU time is not accounted for.
    """
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    before, start = _children(), time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment, stdout=out, stderr=log
        )
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, _peak(process.pid))
            try:
                process.wait(0.2)
            except subprocess.TimeoutExpired:
                continue
        wall = time.perf_counter() - start
        if not among_others:
            _reap()
        out.seek(0)
        log.seek(0)
        text = out.read().decode()
        if process.returncode:
            raise SystemExit(
                f"{' '.join(command)} failed:\n{log.read().decode()[-2000:]}"
            )
    report = json.loads(text) if text.startswith("{") else {}
    return Cost(wall, _children() - before, peak, report)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _reap() -> None:
    """Wait for the orphans of a command, which come to this process; so their time is counted."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            if os.waitpid(-1, os.WNOHANG) == (0, 0):
                time.sleep(0.05)
        except ChildProcessError:
            return


def _peak(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line for line in text.splitlines() if line.startswith("VmHWM")]
    return int(found[0].split()[1]) / 1024 if found else 0.0


def make_course(folder: Path, config: str) -> Path:
    """A released course in a folder of its own, with an empty gradebook."""
    shutil.copytree(ROOT / "chapters" / NAME, folder / "chapters" / NAME)
    shutil.copytree(ROOT / "solutions", folder / "solutions")
    (folder / "nbgrader_config.py").write_text(config)
    (folder / "classroom").mkdir()
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", NAME, "--force"]
    measure(command, folder)
    assignment = Chapter(folder, NAME)
    assignment.stamp.write_text(assignment.digest)
    return folder


def hand_in(course: Path, number: int) -> None:
    """Write so many submissions, the same ones each time."""
    assignment = Chapter(course, NAME)
    known: dict[str, list[str]] = {}
    for (piece, _), answer in sorted(answers(ROOT).items()):
        known.setdefault(piece, []).append(answer.source)
    submitted = assignment.classroom / "submitted"
    shutil.rmtree(submitted, ignore_errors=True)
    for name, section in assignment.sections.items():
        released = nbformat.read(
            assignment.classroom / f"release/{NAME}/{name}.ipynb", 4
        )
        reference = reference_sources(section)
        for student in range(number):
            sources = {}
            for place, (piece, source) in enumerate(sorted(reference.items())):
                choices = [source, *known.get(piece, [])]
                chosen = choices[(7 * student + 3 * place) % len(choices)]
                sources[piece] = f"# student {student}\n{chosen}"
            folder = submitted / f"student{student:04}" / NAME
            folder.mkdir(parents=True, exist_ok=True)
            nbformat.write(
                notebook_with(section, released, sources), folder / f"{name}.ipynb"
            )


def forget(course: Path) -> None:
    """Let a course be graded as if for the first time, the gradebook apart."""
    for name in ("results", "graded", "autograded"):
        shutil.rmtree(course / "classroom" / name, ignore_errors=True)


def floor(course: Path) -> float:
    """Seconds that the cells of all submissions take in one warm process."""
    assignment = Chapter(course, NAME)
    notebooks = []
    for path in sorted((course / "classroom/submitted").glob(f"*/{NAME}/*.ipynb")):
        section = assignment.sections[path.stem]
        job = job_for(section, repair(section, read(path)).notebook, Limits(), True)
        notebooks.append(job.cells)
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(notebooks, file)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-c", _WARM, file.name],
            env=os.environ
            | {"PYTHONPATH": str(ROOT), "BOARD": "off", "CHECK_SEED": "any"},
            capture_output=True,
            text=True,
            check=True,
        )
    return float(done.stdout.splitlines()[-1])


_WARM = """
import io, json, sys, time
from contextlib import redirect_stderr, redirect_stdout
import torch, matplotlib, sklearn.datasets, scaffold
matplotlib.use("agg")
torch.set_num_threads(1)
notebooks = json.load(open(sys.argv[1]))
total = 0.0
for cells in notebooks[:6] + notebooks:
    for name in [name for name in sys.modules if name.startswith("solutions")]:
        del sys.modules[name]
    space = {"__name__": "__main__"}
    before = time.process_time()
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for cell in cells:
            try:
                exec(compile(cell, "cell", "exec"), space)
            except BaseException:
                pass
    if notebooks is not cells:
        total += time.process_time() - before
    if cells is notebooks[5]:
        total = 0.0
print(total)
"""


@contextmanager
def cluster(workers: int) -> Iterator[tuple[str, list[subprocess.Popen]]]:
    """A Dask scheduler and workers on this machine, started as one does by hand."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "scheduler.json"
        dask = [sys.executable, "-m", "distributed.cli"]
        started = []
        try:
            for kind, more in [("scheduler", ["--port", "0"])] + [
                ("worker", ["--nthreads", "1", "--no-nanny"])
            ] * workers:
                command = [
                    f"{dask[-1]}.dask_{kind}",
                    "--scheduler-file",
                    str(file),
                    *more,
                ]
                started.append(
                    subprocess.Popen(
                        [*dask[:-1], *command, "--no-dashboard", "--host", "127.0.0.1"],
                        env=environment,
                        cwd=folder,
                        **quiet,
                    )
                )
            _wait_for(file.is_file)
            address = json.loads(file.read_text())["address"]
            _wait_for(lambda: _present(address) == workers)
            yield address, started[1:]
        finally:
            for process in started:
                process.kill()
                process.wait()


def _wait_for(condition) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit("The Dask cluster did not start within two minutes.")
        time.sleep(0.1)


def _present(address: str) -> int:
    from distributed import Client

    with Client(address, timeout=60, set_as_default=False) as client:
        return len(client.scheduler_info()["workers"])


def lose_a_worker(course: Path) -> tuple[Cost, bool]:
    """Grade on two cluster workers, one killed half-way; whether grades are as without."""
    assignment = Chapter(course, NAME)
    half = (
        len(list((course / "classroom/submitted").iterdir()))
        * len(assignment.sections)
        // 2
    )
    forget(course)
    before = measure([*BATCH, "--seed", "a draw"], course).report["students"]
    forget(course)
    with cluster(2) as (address, workers):
        code = (
            "import os, signal, sys, time, pathlib\n"
            "folder, half, pid = pathlib.Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])\n"
            "while len(list(folder.glob('*.json'))) < half: time.sleep(0.02)\n"
            "os.kill(pid, signal.SIGKILL)\n"
        )
        results = course / "classroom" / "results"
        arguments = [str(results), str(half), str(workers[0].pid)]
        killer = subprocess.Popen([sys.executable, "-c", code, *arguments])
        try:
            cost = measure(
                [*BATCH, "--seed", "a draw", "--scheduler", address], course, True
            )
        finally:
            killer.kill()
            killed = killer.wait() == 0
    assert killed, "the worker was to be killed before the end"
    same = {k: v["score"] for k, v in before.items()} == {
        k: v["score"] for k, v in cost.report["students"].items()
    }
    return cost, same


def run(sizes: argparse.Namespace, folder: Path) -> str:
    """Measure everything and return the text of the section."""
    config = (ROOT / "nbgrader_config.py").read_text()
    ours = make_course(folder / "ours", config)
    plain = make_course(folder / "plain", STOCK)
    sections = len(Chapter(ours, NAME).sections)
    lines = []

    hand_in(plain, sizes.plain)
    stock = measure([*PLAIN, "--log-level=CRITICAL"], plain)
    stock_each = stock.wall / sizes.plain / sections
    stock_cpu = stock.cpu / sizes.plain / sections

    hand_in(ours, sizes.students)
    count = sizes.students * sections
    rounds = []
    for _ in range(sizes.rounds):
        forget(ours)
        rounds.append(measure([*BATCH, "--workers", "2"], ours))
    again = measure(BATCH, ours)
    wall = statistics.median(cost.wall for cost in rounds)
    cpu = statistics.median(cost.cpu for cost in rounds)
    cells = statistics.median(floor(ours) for _ in range(sizes.rounds))
    lines += [
        "| (a) a class, start-up included | submissions | notebooks | seconds | CPU s "
        "| s per notebook | CPU s per notebook |",
        "|---|--:|--:|--:|--:|--:|--:|",
        _row(
            "plain `nbgrader autograde`", sizes.plain, sections, stock.wall, stock.cpu
        ),
        _row("ours, two workers", sizes.students, sections, wall, cpu),
        _row(
            "ours, again with nothing changed",
            sizes.students,
            sections,
            again.wall,
            again.cpu,
        ),
        "",
        f"Ratio per notebook: **{stock_each / (wall / count):.1f}** in elapsed time, "
        f"{stock_cpu / (cpu / count):.1f} in CPU time. "
        f"Overhead beyond the cells: {(cpu - cells) / count:.3f} CPU s per notebook, all counted.",
        "",
        f"(b) The cells themselves take {cells:.1f} CPU s in one warm process: "
        f"{cells / 2:.1f} s on two cores. Ours takes {wall / (cells / 2):.1f} times that.",
        "",
        "| (c) submissions | seconds | s per notebook | coordinator's peak memory, MiB |",
        "|--:|--:|--:|--:|",
    ]
    growth = {}
    for number in sizes.growth:
        hand_in(ours, number)
        forget(ours)
        growth[number] = cost = measure([*BATCH, "--workers", "2"], ours)
        each = cost.wall / number / sections
        lines.append(f"| {number} | {cost.wall:.1f} | {each:.3f} | {cost.peak:.0f} |")

    hand_in(ours, sizes.scaling)
    table = {}
    for name, options in {
        "one worker": ["--workers", "1"],
        "two workers": ["--workers", "2"],
    }.items():
        table[name] = []
        for _ in range(sizes.rounds):
            forget(ours)
            table[name].append(measure([*BATCH, *options], ours).wall)
    with cluster(2) as (address, _):
        table["two Dask workers on loopback"] = []
        for _ in range(sizes.rounds):
            forget(ours)
            cost = measure([*BATCH, "--scheduler", address], ours)
            table["two Dask workers on loopback"].append(cost.wall)
    one = statistics.median(table["one worker"])
    lines += [
        "",
        f"| (d) {sizes.scaling} submissions | seconds | efficiency |",
        "|---|--:|--:|",
    ]
    for name, walls in table.items():
        median = statistics.median(walls)
        efficiency = "" if name == "one worker" else f"{one / 2 / median:.0%}"
        lines.append(f"| {name} | {median:.1f} | {efficiency} |")
    cost, same = lose_a_worker(ours)
    lines += [
        "",
        f"Two Dask workers, one of them killed half-way: {cost.wall:.1f} s, grades "
        f"{'the same' if same else '**NOT THE SAME**'} as without.",
    ]
    small, large = min(growth), max(growth)
    more = (large - small) * sections
    both = (growth[large].cpu - growth[small].cpu) / more
    hand_in(ours, sizes.students)
    forget(ours)
    measure(BATCH, ours)
    return "\n".join([*lines, "", *_on_paper(ours, both)]) + "\n"


def _row(name: str, students: int, sections: int, wall: float, cpu: float) -> str:
    count = students * sections
    return (
        f"| {name} | {students} | {count} | {wall:.1f} | {cpu:.1f} "
        f"| {wall / count:.3f} | {cpu / count:.3f} |"
    )


def _on_paper(course: Path, both: float) -> list[str]:
    """What would give out first with 10,000 submissions and 64 workers.

    Args:
        course: a class that is graded.
        both: CPU seconds that a notebook costs worker and coordinator together.
    """
    shutil.rmtree(course / "classroom/graded", ignore_errors=True)  # results stay
    students = len(list((course / "classroom/submitted").iterdir()))
    kept = measure(BATCH, course)
    shutil.rmtree(course / "classroom/graded", ignore_errors=True)
    few = measure([*BATCH, "--student", "student0000"], course)
    sections = len(Chapter(course, NAME).sections)
    books = (kept.cpu - few.cpu) / (students - 1) / sections
    worker = both - books
    total = 10_000 * sections
    bytes_each = sum(
        p.stat().st_size for p in (course / "classroom/results").iterdir()
    ) / (students * sections)
    return [
        f"(e) On paper, {total:,} notebooks of 10,000 submissions on 64 workers: a notebook costs "
        f"a worker {worker:.3f} CPU s, so 64 of them do {64 / worker:.0f} a second; it costs the "
        f"coordinator, which reads, repairs, judges and writes, {books:.3f} CPU s, so that does "
        f"{1 / books:.0f} a second and gives out first: {total * books / 60:.0f} minutes in all, "
        f"with about {max(1, round(worker / books))} workers busy. A result is "
        f"{bytes_each / 1000:.0f} kB, {bytes_each / books / 1e6:.1f} MB/s at that rate, which "
        "neither network nor disk notices.",
    ]


def machine() -> str:
    """What it was measured on."""
    names = ("nbgrader", "nbconvert", "ipykernel", "torch", "distributed")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = os.getloadavg()[1]
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python "
        f"{platform.python_version()}, {versions}; load average before: {load:.1f}."
    )


def write(text: str) -> None:
    """Put the section in its place in RESULTS.md."""
    begin, end = "<!-- grading: begin -->", "<!-- grading: end -->"
    old = RESULTS.read_text("utf-8") if RESULTS.exists() else "# Benchmark results\n"
    if begin not in old:
        old += f"\n{begin}\n{end}\n"
    before, rest = old.split(begin)
    RESULTS.write_text(f"{before}{begin}\n{text}{end}{rest.split(end)[1]}", "utf-8")


def main() -> None:
    """Measure, print, and write the results unless they are only a rehearsal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="a few submissions; nothing is kept"
    )
    parser.add_argument("--students", type=int, default=60, help="size of our class")
    parser.add_argument(
        "--plain", type=int, default=60, help="size of plain nbgrader's class"
    )
    parser.add_argument("--growth", type=int, nargs="*", default=[10, 100, 1000])
    parser.add_argument(
        "--scaling", type=int, default=60, help="class for one and two workers"
    )
    parser.add_argument(
        "--rounds", type=int, default=3, help="of which medians are taken"
    )
    sizes = parser.parse_args()
    if sizes.quick:
        sizes.students, sizes.plain, sizes.growth = 3, 1, [2, 4]
        sizes.scaling, sizes.rounds = 2, 1
    ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: see _reap
    where = machine()
    with tempfile.TemporaryDirectory() as folder:
        body = run(sizes, Path(folder))
    text = (
        f"## Grading a class\n\n`{' '.join(['python -m benchmarks.grading', *sys.argv[1:]])}`. "
        f"{where} Plain nbgrader runs the same submissions with its own Execute, demonstrations "
        f"included, in a kernel each. Medians of {sizes.rounds} runs; of one for plain nbgrader, "
        f"which is slow, and for (c).\n\n{body}"
    )
    print(text)
    if not sizes.quick:
        write(text)


if __name__ == "__main__":
    main()
