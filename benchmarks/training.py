"""How fast a chapter trains, beside its peers: `python -m benchmarks.training`.

Prints its tables, and writes them to RESULTS.md and the figure of the comparison page.
Takes some minutes; `--quick` runs everything on little data and writes nothing.

All times are CPU seconds of the process, on one thread: what a clock on the wall would
show if the machine had nothing else to do. Peers are measured in turns, several rounds
of them, and a ratio is the median of the rounds' ratios.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from importlib.util import find_spec
from multiprocessing import get_context
from pathlib import Path
from unittest.mock import MagicMock

import click
import matplotlib
import nbformat
import numpy as np
import torch
from matplotlib.figure import Figure
from nbclient import NotebookClient
from sklearn.linear_model import SGDRegressor
from threadpoolctl import threadpool_limits
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

import scaffold
from benchmarks.results import RESULTS, ROOT, put, table
from tests.conftest import CHAPTERS, DEFAULT

PEERS = ROOT / "benchmarks" / ".peers"
FIGURE = ROOT / "chapters" / "images" / "training_speed.svg"
LR = 0.03
NOISE = 0.01


@dataclass
class Sizes:
    """How much is measured."""

    shapes: tuple = ((1_000_000, 2), (100_000, 100))
    batch_sizes: tuple = (32, 256, 4096)
    rounds: tuple = (5, 45)  # at least and at most
    seconds_of_rounds: float = (
        8  # of the hand-written loop; after these no more than the least
    )
    rounds_of_slow_peers: int = 3
    rows_to_accuracy: tuple = (10**3, 10**4, 10**5, 10**6)
    rows_of_growth: tuple = (10**3, 10**4, 10**5, 10**6, 10**7)
    board_seconds: tuple = (1.3, 4.0)
    board_rounds: int = 11


QUICK = Sizes(
    ((2_000, 2), (1_000, 10)), (32, 256), (1, 1), 0, 1, (10**3,), (10**3,), (0.05,), 1
)


@dataclass
class Rows:
    """Linear data with known truth: training rows and as many for validation."""

    X: torch.Tensor
    y: torch.Tensor
    X_val: torch.Tensor
    y_val: torch.Tensor

    @classmethod
    def draw(cls, n, d):
        """Return n training rows of d features."""
        generator = torch.Generator().manual_seed(n + d)
        w = torch.randn(d, generator=generator)
        data = scaffold.SyntheticRegressionData(
            w, 4.2, NOISE, n, n, generator=generator
        )
        return cls(data.X[:n], data.y[:n], data.X[n:], data.y[n:])

    def loss(self, w, b):
        """Return the mean halved squared error of w and b on the training rows."""
        return ((self.X @ w + b - self.y) ** 2 / 2).mean().item()


# The peers. Each has `train()`, which makes one pass over the training rows, going on
# from where the last one ended, and `parameters()`; the first two also have
# `validate()`.


class HandWritten:
    """The plain loop over slices of a shuffled copy, with nothing around it."""

    name = "hand-written loop"

    def __init__(self, rows, batch_size):
        self.rows, self.batch_size = rows, batch_size
        self.w = torch.zeros(rows.X.shape[1], 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

    def train(self):
        """Make one pass of gradient steps."""
        w, b, batch_size = self.w, self.b, self.batch_size
        order = torch.randperm(len(self.rows.X))
        X, y = self.rows.X[order], self.rows.y[order]
        for i in range(0, len(X), batch_size):
            X_batch, y_batch = X[i : i + batch_size], y[i : i + batch_size]
            loss = ((X_batch @ w + b - y_batch) ** 2 / 2).mean()
            if w.grad is not None:
                w.grad.zero_()
                b.grad.zero_()
            loss.backward()
            with torch.no_grad():
                w -= LR * w.grad
                b -= LR * b.grad

    def validate(self):
        """Return the mean loss over the validation rows."""
        w, b, batch_size = self.w, self.b, self.batch_size
        X, y, total = self.rows.X_val, self.rows.y_val, 0.0
        with torch.no_grad():
            for i in range(0, len(X), batch_size):
                X_batch, y_batch = X[i : i + batch_size], y[i : i + batch_size]
                loss = ((X_batch @ w + b - y_batch) ** 2 / 2).mean()
                total += loss.item() * len(X_batch)
        return total / len(X)

    def parameters(self):
        """Return w and b."""
        return self.w.detach(), self.b.detach()


def model_of(chapter):
    """Return the class of a chapter's model, as its reference has it in the end."""
    return import_module(f"solutions.{chapter}.trainer").LinearRegressionScratch


class Chapter:
    """The model and trainer of a chapter, drawing switched off.

    This class is none of them yet; `of` makes the peer of a chapter.
    """

    name = "this chapter"
    package = scaffold

    @classmethod
    def of(cls, chapter):
        """Return the peer for a chapter of that name."""
        return type("ThisChapter", (cls,), {"model_class": model_of(chapter)})

    def __init__(self, rows, batch_size):
        self.model = self.model_class(rows.X.shape[1], LR, sigma=0)
        self.model.board.display = False
        self.trainer = self.package.Trainer(max_epochs=1)
        data = self.package.DataModule()
        data.batch_size = batch_size
        loader = data.get_tensorloader
        self.training, self.validation = (
            self.package.DataModule(),
            self.package.DataModule(),
        )
        self.training.train_dataloader = lambda: loader((rows.X, rows.y), train=True)
        self.training.val_dataloader = lambda: None
        self.validation.train_dataloader = lambda: []
        self.validation.val_dataloader = lambda: loader(
            (rows.X_val, rows.y_val), train=False
        )

    def train(self):
        """Fit for an epoch without validation."""
        self.trainer.fit(self.model, self.training)

    def validate(self):
        """Fit for an epoch without training."""
        self.trainer.fit(self.model, self.validation)

    def parameters(self):
        """Return w and b."""
        return self.model.w.detach(), self.model.b.detach()


class Modules:
    """What a PyTorch user writes: layer, optimizer and data loader of the library."""

    name = "nn.Linear, optim.SGD, DataLoader"

    def __init__(self, rows, batch_size):
        self.layer = nn.Linear(rows.X.shape[1], 1)
        nn.init.zeros_(self.layer.weight)
        nn.init.zeros_(self.layer.bias)
        self.optimizer = torch.optim.SGD(self.layer.parameters(), LR)
        self.training = DataLoader(
            TensorDataset(rows.X, rows.y), batch_size, shuffle=True
        )

    def train(self):
        """Make one pass of gradient steps."""
        for X, y in self.training:
            self.optimizer.zero_grad()
            (nn.functional.mse_loss(self.layer(X), y) / 2).backward()
            self.optimizer.step()

    def parameters(self):
        """Return w and b."""
        return self.layer.weight.detach().T, self.layer.bias.detach()


class Scikit:
    """scikit-learn's SGDRegressor: compiled, row by row, and so with a smaller step."""

    name = "scikit-learn SGDRegressor (single rows)"

    def __init__(self, rows, batch_size):
        self.model = SGDRegressor(penalty=None, learning_rate="constant", eta0=LR / 30)
        self.X, self.y = rows.X.double().numpy(), rows.y[:, 0].double().numpy()

    def train(self):
        """Make one pass over the rows."""
        self.model.partial_fit(self.X, self.y)

    def parameters(self):
        """Return w and b."""
        w, b = (
            torch.from_numpy(self.model.coef_),
            torch.from_numpy(self.model.intercept_),
        )
        return w.float().reshape(-1, 1), b.float()


class ClosedForm:
    """The exact solution by least squares, for comparison of the time to get there."""

    name = "closed form"

    def __init__(self, rows, batch_size):
        self.rows = rows

    def train(self):
        """Solve."""
        design = torch.cat([self.rows.X, torch.ones_like(self.rows.y)], dim=1)
        self.solution = torch.linalg.lstsq(design, self.rows.y).solution

    def parameters(self):
        """Return w and b."""
        return self.solution[:-1], self.solution[-1]


def book(download):
    """Return the peer `d2l`, the package of the book, or None if it is not at hand.

    It is kept apart from the project's environment, and what it imports for other
    chapters and is not installed here is stubbed.
    """
    if download and not (PEERS / "d2l").exists():
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            PEERS,
        ]
        subprocess.run([*pip, "d2l==1.0.3"], check=True)
        (PEERS / ".gitignore").write_text("*\n")
    if not (PEERS / "d2l").exists():
        return None
    sys.path.append(str(PEERS))
    unused = ("torchvision", "PIL", "pandas", "requests", "scipy.spatial")
    stubs = [name for name in unused if find_spec(name) is None]
    sys.modules.update({name: MagicMock() for name in stubs})
    d2l = import_module("d2l.torch")
    for name in stubs:
        del sys.modules[name]

    class Book(Chapter):
        name = "d2l 1.0.3"
        package = d2l
        model_class = d2l.LinearRegressionScratch

    return Book


def seconds(task):
    """Return the CPU seconds that `task` takes."""
    start = time.process_time()
    task()
    return time.process_time() - start


def throughput(peers, sizes):
    """Measure rows per second in training and in validation.

    The hand-written loop is part of every round, and every peer that steps alike must
    reach its loss.

    Returns:
        By (task, n, d, batch_size) and peer's name, the seconds of each round.
    """
    results = {}
    for n, d in sizes.shapes:
        rows = Rows.draw(n, d)
        for batch_size in sizes.batch_sizes:
            running = [peer(rows, batch_size) for peer in peers]
            for task in ("train", "validate"):
                times = results[task, n, d, batch_size] = defaultdict(list)
                least, most = sizes.rounds
                for i in range(most):
                    spent = sum(times[HandWritten.name])
                    if i >= least and spent > sizes.seconds_of_rounds:
                        break
                    for peer in running:
                        fast = peer.name in (HandWritten.name, Chapter.name)
                        if fast or (task == "train" and i < sizes.rounds_of_slow_peers):
                            times[peer.name].append(seconds(getattr(peer, task)))
                    if task == "train" and i == 0:
                        same_loss(rows, running)
            show(f"{n:,} × {d}, batch size {batch_size}: done")
    return results


def same_loss(rows, running):
    """Assert that after one pass minibatch peers have the hand-written loop's loss."""
    expected = rows.loss(*running[0].parameters())
    for peer in running:
        if not isinstance(peer, Scikit):
            loss = rows.loss(*peer.parameters())
            assert abs(loss - expected) < 0.1 * expected, (
                f"{peer.name}: {loss}, not {expected}"
            )


def time_to_accuracy(peers, sizes):
    """Measure how long it takes to come within 1 % of the best possible training loss.

    Returns:
        By peer's name, a list of (rows, seconds, passes), with minibatches of 256 rows.
    """
    results = defaultdict(list)
    for n in sizes.rows_to_accuracy:
        rows = Rows.draw(n, 2)
        best = ClosedForm(rows, None)
        best.train()
        goal = 1.01 * rows.loss(*best.parameters())
        for peer in peers:
            runs = []
            for _ in range(sizes.rounds_of_slow_peers):
                running, spent, passes = peer(rows, 256), 0.0, 0
                while passes == 0 or rows.loss(*running.parameters()) > goal:
                    assert passes < 200, f"{peer.name} does not reach a loss of {goal}"
                    spent, passes = spent + seconds(running.train), passes + 1
                runs.append((spent, passes))
            spent, passes = sorted(runs)[len(runs) // 2]
            results[peer.name].append((n, spent, passes))
        show(f"time to accuracy, {n:,} rows: done")
    return results


def grow(n, chapter):
    """Train for an epoch on n rows, a tenth as many for validation.

    To be run in a process of its own.

    Returns:
        The seconds for drawing the data, those for the epoch, the bytes of the data,
        and by how many bytes the process grew beyond what it had before the data.
    """
    one_thread()
    os.environ["BOARD"] = "off"
    model_class = model_of(chapter)

    def run(n):
        start = time.process_time()
        data = scaffold.SyntheticRegressionData(
            torch.tensor([2, -3.4]), 4.2, num_train=n, num_val=n // 10, batch_size=256
        )
        drawn = time.process_time()
        scaffold.Trainer(max_epochs=1).fit(model_class(2, LR), data)
        size = data.X.nbytes + data.y.nbytes
        return drawn - start, time.process_time() - drawn, size

    run(1000)  # so that what PyTorch sets up once is not counted
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts from here (Linux)
    before = memory("VmRSS")
    drawing, training, size = run(n)
    return drawing, training, size, memory("VmHWM") - before


def memory(field):
    """Return a number of bytes from the process's own status, as Linux keeps it."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith(field):
            return int(line.split()[1]) * 1024
    raise LookupError(field)


def growth(sizes, chapter):
    """Return (rows, *what `grow` returns) for each number of rows."""
    context = get_context("spawn")
    results = []
    with ProcessPoolExecutor(1, mp_context=context, max_tasks_per_child=1) as pool:
        for n in sizes.rows_of_growth:
            results.append((n, *pool.submit(grow, n, chapter).result()))
    return results


def board_runs(chapter, lengths, rounds):
    """Train with the live board on and off in turns; runs inside a notebook's kernel.

    Returns:
        The extra time of a kernel's very first drawing, and for each of `lengths` (in
        seconds) the seconds of the runs off and on, with 2 and with 1,000 points an
        epoch.
    """
    one_thread()
    model_class = model_of(chapter)
    data = scaffold.SyntheticRegressionData(
        torch.tensor([2, -3.4]), 4.2, num_train=32_000, num_val=3_200
    )

    def run(board, epochs, points=2):
        os.environ["BOARD"] = board
        model = model_class(2, LR)
        model.plot_train_per_epoch = points
        return seconds(lambda: scaffold.Trainer(epochs).fit(model, data))

    once = statistics.median(run("off", 1) for _ in range(5))
    first = run("live", 1)
    results = []
    for length in lengths:
        epochs = max(1, round(length / once))
        off, on, crowded = [], [], []
        for _ in range(rounds):
            off.append(run("off", epochs))
            on.append(run("live", epochs))
            crowded.append(run("live", epochs, points=1000))
        results.append((off, on, crowded))
    return first - once, results


def board(sizes, chapter):
    """Return what `board_runs` returns, from a real notebook kernel."""
    source = (
        "import json; from benchmarks.training import board_runs\n"
        f"result = board_runs({chapter!r}, {sizes.board_seconds}, "
        f"{sizes.board_rounds})"
    )
    cells = [
        nbformat.v4.new_code_cell(s) for s in (source, "print(json.dumps(result))")
    ]
    notebook = nbformat.v4.new_notebook(cells=cells)
    NotebookClient(notebook, resources={"metadata": {"path": str(ROOT)}}).execute()
    return json.loads(notebook.cells[1].outputs[0]["text"])


def one_thread():
    """Let everything in this process compute on one thread."""
    torch.set_num_threads(1)
    threadpool_limits(1)


def show(line):
    """Tell the person who waits."""
    print(line, file=sys.stderr, flush=True)


# The report


def ratio(base, other):
    """Return the median over the rounds of how much longer `base` took than `other`."""
    return statistics.median(b / o for b, o in zip(base, other, strict=False))


def report_throughput(results, sizes):
    """Return the tables of rows per second, and the lowest ratio of the chapter."""
    text, lowest = [], float("inf")
    for task, title in (("train", "Training"), ("validate", "Validation")):
        for n, d in sizes.shapes:
            columns = [
                results[task, n, d, batch_size] for batch_size in sizes.batch_sizes
            ]
            lines = []
            for name in columns[0]:
                line = [name]
                for times in columns:
                    speed = n / statistics.median(times[name])
                    share = ratio(times[HandWritten.name], times[name])
                    lowest = min(lowest, share) if name == Chapter.name else lowest
                    line.append(f"{speed:,.0f} ({share:.2f})")
                lines.append(line)
            head = [
                f"{title}, {n:,} × {d}",
                *(f"batch size {b:,}" for b in sizes.batch_sizes),
            ]
            text.append(table(head, lines))
    return "\n\n".join(text), lowest


def report_accuracy(results, sizes):
    """Return the table of seconds to 1 % of the best loss."""
    lines = [
        [name, *(f"{spent:.3g} s ({passes})" for _, spent, passes in runs)]
        for name, runs in results.items()
    ]
    return table(["Rows", *(f"{n:,}" for n in sizes.rows_to_accuracy)], lines)


def report_growth(results):
    """Return the table of time and memory, and the largest ratio of memory to data."""
    lines = [
        [
            f"{n:,}",
            f"{drawing:.3g} s",
            f"{training:.3g} s",
            f"{1e9 * training / n:,.0f} ns",
            f"{size / 1e6:,.3g} MB",
            f"{peak / 1e6:,.3g} MB",
            f"{peak / size:.2f}" if size > 1e7 else "–",
        ]
        for n, drawing, training, size, peak in results
    ]
    head = [
        "Rows",
        "data drawn",
        "epoch",
        "per row",
        "data",
        "growth of the process",
        "ratio",
    ]
    largest = max((peak / size for *_, size, peak in results if size > 1e7), default=0)
    return table(head, lines), largest


def report_board(result):
    """Return the table of runs with the board on and off, and the largest ratio."""
    first, runs = result
    lines, largest = [], 0
    for off, on, crowded in runs:
        shares = 1 / ratio(off, on), 1 / ratio(off, crowded)
        largest = max(largest, *shares)
        lines.append(
            [f"{statistics.median(off):.2f} s", *(f"{share:.3f}" for share in shares)]
        )
    text = table(
        ["Run with the board off", "on, 2 points an epoch", "on, 1,000 points"], lines
    )
    return f"{text}\n\nThe first drawing in a kernel takes {first:.2f} s.", largest


def verdict(holds):
    """Return how a target stands."""
    return "met" if holds else "**not met**"


def report(peers, sizes, chapter):
    """Measure everything; return the text of the section and the data of the figure."""
    minibatch = throughput(peers, sizes)
    accuracy = time_to_accuracy([*peers, ClosedForm], sizes)
    rows_per_second, lowest = report_throughput(minibatch, sizes)
    memory_and_time, largest = report_growth(growth(sizes, chapter))
    drawing, longest = report_board(board(sizes, chapter))
    command = "`python -m benchmarks.training`" + (
        " `--quick`" if sizes is QUICK else ""
    )
    text = f"""## Training

{command} on {machine()}; one thread. All times are CPU seconds.

| Target | measured | |
| --- | ---: | --- |
| the chapter's throughput is at least 0.85 of the hand-written loop's, everywhere \
| {lowest:.2f} at the least | {verdict(lowest >= 0.85)} |
| with the live board, a run of over 1 s takes at most 1.10 times as long \
| {longest:.2f} at the most | {verdict(longest <= 1.1)} |
| data and training need at most 1.5 times the memory of the data, up to 10⁷ rows \
| {largest:.2f} at the most | {verdict(largest <= 1.5)} |

### Throughput

Rows per second, and in brackets the ratio to the hand-written loop (larger is faster).
After the first pass all minibatch peers have the hand-written loop's loss. The chapter
can be faster than that loop: it fetches some thousands of rows at a time, the loop
copies all of them, which for wide data no longer fit into the processor's cache.

{rows_per_second}

### Time to accuracy

CPU seconds until the training loss is within 1 % of the best possible, two features,
minibatches of 256 rows; in brackets the passes over the data that this took. A pass is
always finished, so with many rows one pass is more than needed.

{report_accuracy(accuracy, sizes)}

![Rows per second against batch size, and time to accuracy against rows, for the \
chapter and its peers](../chapters/images/{FIGURE.name})

### Growth

One epoch and its validation, two features, minibatches of 256 rows, each number of rows
in a process of its own.

{memory_and_time}

### The live board

The same training in a notebook's kernel, with the board on and off in turns: the ratio
of times.

{drawing}
"""
    return text, minibatch, accuracy


def machine():
    """Return the machine and the versions in words."""
    cpu = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        lines = Path("/proc/cpuinfo").read_text().splitlines()
        cpu = next(
            (s.split(":")[1].strip() for s in lines if s.startswith("model name")), cpu
        )
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("torch", "scikit-learn")
    )
    return (
        f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"
    )


def figure(minibatch, accuracy, sizes):
    """Return two panels: throughput by batch size, time to accuracy by rows."""
    drawing = Figure((9, 3.6), layout="constrained", facecolor="white")
    left, right = drawing.subplots(1, 2)
    marks = dict(zip(accuracy, "os^Dvx", strict=False))
    n, d = sizes.shapes[0]
    for i, name in enumerate(accuracy):
        style = {"marker": marks[name], "color": f"C{i}", "label": name}
        right.plot(
            [n for n, _, _ in accuracy[name]],
            [s for _, s, _ in accuracy[name]],
            **style,
        )
        if name not in (Scikit.name, ClosedForm.name):
            times = [
                minibatch["train", n, d, batch_size][name]
                for batch_size in sizes.batch_sizes
            ]
            left.plot(
                sizes.batch_sizes, [n / statistics.median(t) for t in times], **style
            )
    left.set(
        xlabel="batch size", ylabel="rows per second", title=f"Training on {n:,} × {d}"
    )
    right.set(xlabel="rows", ylabel="CPU seconds", title="Time to 1 % of the best loss")
    for axes in (left, right):
        axes.set(xscale="log", yscale="log")
        axes.grid(alpha=0.3)
    drawing.legend(
        *right.get_legend_handles_labels(), loc="outside lower center", ncols=3
    )
    return drawing


def write(text, drawing):
    """Put the section in its place, and the figure in the chapter's images."""
    put("training", text, RESULTS)
    FIGURE.parent.mkdir(exist_ok=True)
    with matplotlib.rc_context({"svg.hashsalt": "benchmarks"}):
        drawing.savefig(FIGURE, metadata={"Date": None, "Creator": None})


@click.command(help=__doc__)
@click.option("--chapter", default=DEFAULT, type=click.Choice(list(CHAPTERS)))
@click.option("--quick", is_flag=True, help="Little data; nothing is written.")
def main(chapter, quick):
    """Run the benchmark from the command line."""
    one_thread()
    torch.manual_seed(0)
    np.random.seed(0)
    sizes = QUICK if quick else Sizes()
    peers = [HandWritten, Chapter.of(chapter), Modules, Scikit]
    beside = book(download=not quick)
    if beside is not None:
        peers.insert(2, beside)
    text, minibatch, accuracy = report(peers, sizes, chapter)
    print(text)
    drawing = figure(minibatch, accuracy, sizes)
    if not quick:
        write(text, drawing)


if __name__ == "__main__":
    main()
