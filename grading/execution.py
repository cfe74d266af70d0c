"""Running a notebook as a pure function, with its result kept on disk.

A result depends on the cells, the files beside them, the draw, the limits and the installed
versions, and on nothing else.  It is kept under the hash of all of these but the draw, together
with the draw it was made on: a submission that has not changed keeps its result, one that has is
run on the draw of the present grading run.
"""

import importlib.util
import json
import os
import platform
import secrets
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict

from grading.course import DEMO, GradingError, Section, hash_of
from grading.sandbox import (
    CellRun,
    Engine,
    Limits,
    Preparation,
    Run,
    SandboxLost,
    SandboxUnavailable,
)
from scaffold.observation import MIME

_VERSIONED = ("torch", "numpy", "matplotlib", "ipython", "scikit-learn")

# What a section's notebook finds in the sandbox. The steps are those that are slow the first
# time; the errors go through large files of a library, which a traceback reads, parses and
# colours: some tenths of a second. The last step makes outputs depend on the notebook alone.
PREPARATION = Preparation(
    packages=("scaffold",),
    hidden=("solutions",),
    warm_up=(
        "import matplotlib.pyplot as plt\n"
        "plt.figure().text(0, 0, 'fonts').figure.canvas.draw()\n"
        "plt.close('all')",
        "import numpy.random, scaffold, torch\n"
        "torch.set_num_threads(1)  # threads do not survive a fork\n"
        "X, w = torch.ones(4, 2), torch.ones(2, 1, requires_grad=True)",
        "check = scaffold.Check('')\n"
        "errors = X[torch.randperm(4)] @ w - check.normal(4, 1)\n"
        "(errors ** 2).mean().backward()\n"
        "w.grad",
        "check.observe('', w, points=0)",
        "w.backward()",
        "scaffold.Module()(X)",
        "1 / 0",
        "numpy.random.seed(0)\ntorch.manual_seed(0)",
    ),
    reported=MIME,
)


class SandboxLostError(GradingError):
    """The sandbox ended while it ran a notebook, which says nothing about the notebook."""


@dataclass(frozen=True)
class Job:
    """Everything a result depends on, as plain data, but the draw.

    Attributes:
        cells: sources of the code cells that are run, in order.
        files: what stands in the work directory (path to text).
        limits: see `grading.sandbox.Limits`.
        sandboxed: whether it runs confined.
    """

    cells: list[str]
    files: dict[str, str]
    limits: Limits = field(default_factory=Limits)
    sandboxed: bool = True

    @property
    def key(self) -> str:
        """The hash under which the result is kept."""
        return hash_of([asdict(self), environment()])


@cache
def environment() -> dict[str, str]:
    """Versions of what runs the cells, and a hash of the scaffold's text."""
    scaffold = importlib.util.find_spec("scaffold")  # importing it would import torch
    assert scaffold is not None and scaffold.origin is not None
    folder = Path(scaffold.origin).parent
    text = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.py"))}
    versions = {name: version(name) for name in _VERSIONED}
    return {**versions, "python": platform.python_version(), "scaffold": hash_of(text)}


def new_seed() -> str:
    """A draw that nobody can guess."""
    return secrets.token_hex(16)


def run(job: Job, seed: str, engine: Engine) -> dict[str, Any]:
    """Execute a job on a draw; the result is plain data: seed, cells and problems.

    Raises:
        SandboxLostError: if somebody killed the sandbox meanwhile.
    """
    env = {"CHECK_SEED": seed, "BOARD": "off"}
    try:
        done = engine.run(job.cells, job.files, env)
    except SandboxLost:
        raise SandboxLostError(
            "The sandbox was lost while it ran a notebook. Grade again."
        ) from None
    return {"seed": seed, **asdict(done)}


def work(job: Job, seed: str, versions: dict[str, str]) -> dict[str, Any]:
    """Execute a job in a worker of a batch, by the engine of this worker's thread.

    Returns:
        The result as `run` gives it; if there is no sandbox, why, under `unavailable`.

    Raises:
        GradingError: if this worker has other versions than the coordinator.
        SandboxLostError: see `run`.
    """
    if environment() != versions:
        differ = [
            name for name, own in environment().items() if versions.get(name) != own
        ]
        raise GradingError(
            f"A worker has another version of {', '.join(differ)} than this machine: install the "
            "same commit of the project there."
        )
    engines = _engines.__dict__
    name = repr((job.limits, job.sandboxed))
    if name not in engines:
        engines[name] = Engine(job.limits, PREPARATION, unsafe=not job.sandboxed)
    try:
        return run(job, seed, engines[name])
    except SandboxUnavailable as error:
        return {"unavailable": str(error)}


_engines = threading.local()


def job_for(
    section: Section, notebook: NotebookNode, limits: Limits, sandboxed: bool
) -> Job:
    """The job of running a notebook of this section, as `runs` chooses its cells."""
    cells = [cell.source for cell in notebook.cells if runs(section, cell)]
    return Job(cells, section.files, limits, sandboxed)


def runs(section: Section, cell: NotebookNode) -> bool:
    """Whether a cell is run when grading: all code but the demonstrations left as they were."""
    if cell.cell_type != "code":
        return False
    return not (
        DEMO in cell.metadata.get("tags", [])
        and section.demos.get(cell.id) == cell.source
    )


def with_outputs(
    section: Section, notebook: NotebookNode, result: dict[str, Any]
) -> NotebookNode:
    """The notebook with the outputs of its run, in cells of its own."""
    executed = NotebookNode(
        notebook, cells=[NotebookNode(cell) for cell in notebook.cells]
    )
    done = iter(result["cells"])
    for number, cell in enumerate(
        cell for cell in executed.cells if runs(section, cell)
    ):
        cell.outputs = from_dict(next(done)["outputs"])
        cell.execution_count = number + 1
    return executed


class Cache:
    """Results on disk, each under its job's key, written whole or not at all.

    Args:
        folder: where the results lie, made when first needed; None keeps nothing.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def key(self, job: Job, seed: str, exactly: bool) -> str:
        """Under what the job's result is kept: its own key, or that and the draw."""
        return hash_of([job.key, seed]) if exactly else job.key

    def get(self, key: str) -> dict[str, Any] | None:
        """The result kept under a key, or None."""
        if self.folder is None:
            return None
        try:
            result = json.loads((self.folder / f"{key}.json").read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return result if isinstance(result, dict) else None

    def put(self, key: str, result: dict[str, Any]) -> None:
        """Keep a result, replacing an older one atomically."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        part = self.folder / f"{key}.{os.getpid()}.part"
        try:
            part.write_text(json.dumps(result), "utf-8")
            part.replace(self.folder / f"{key}.json")
        finally:
            part.unlink(missing_ok=True)

    def run(
        self,
        job: Job,
        seed: str,
        engine: Callable[[], Engine],
        *,
        exactly: bool = False,
    ) -> dict[str, Any]:
        """The job's kept result, or a new one on `seed`.

        Args:
            job: what to run.
            seed: the draw of a new result.
            engine: gives the engine that makes it.
            exactly: whether a kept result on another draw does not count.
        """
        key = self.key(job, seed, exactly)
        result = self.get(key)
        if result is None:
            result = run(job, seed, engine())
            self.put(key, result)
        return result


__all__ = [
    "Cache",
    "CellRun",
    "Engine",
    "Job",
    "Limits",
    "Run",
    "environment",
    "new_seed",
    "run",
]
