"""Running a notebook of a chapter: which cells, with which files, on which draw."""

import importlib.util
import platform
import py_compile
import secrets
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from nbformat import NotebookNode, from_dict

from grading.course import DEMO, Section, hash_of
from grading.sandbox import CellRun, Engine, Preparation
from scaffold.observation import MIME

# Packages whose version can change what a notebook computes.
VERSIONED = ("torch", "numpy", "matplotlib", "ipython", "scikit-learn")

SEED_BYTES = 16

# What a section's notebook finds in the sandbox. The steps are those that are slow the
# first time; the errors go through large files of a library, which a traceback reads,
# parses and colours: some tenths of a second. The last step makes outputs depend on the
# notebook alone.
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


@dataclass(frozen=True)
class Execution:
    """What running a notebook gave.

    Attributes:
        seed: the draw that its checks used.
        cells: outputs and error of each cell that was run, in order.
        problems: what went wrong with the run as a whole (limits, damage), a sentence
            each.
    """

    seed: str
    cells: list[CellRun]
    problems: list[str]


def new_seed() -> str:
    """A draw that nobody can guess."""
    return secrets.token_hex(SEED_BYTES)


def is_run(section: Section, cell: NotebookNode) -> bool:
    """Whether a cell is run: all code but demonstrations left as they were."""
    if cell.cell_type != "code":
        return False
    is_demo = DEMO in cell.metadata.get("tags", [])
    return not (is_demo and section.demos.get(cell.id) == cell.source)


def execute(
    engine: Engine, section: Section, notebook: NotebookNode, seed: str
) -> Execution:
    """Run a notebook of this section on a draw.

    Args:
        engine: runs the cells.
        section: tells which cells are run and what files stand beside them.
        notebook: the student's cells in the instructor's notebook, or the reference.
        seed: the draw.

    Raises:
        SandboxUnavailable: if notebooks cannot be confined here.
        SandboxLost: if the sandbox ended meanwhile, which says nothing about the
            notebook.
    """
    cells = [cell.source for cell in notebook.cells if is_run(section, cell)]
    environment = {"CHECK_SEED": seed, "BOARD": "off"}
    run = engine.run(cells, compiled(section.files), environment)
    return Execution(seed, run.cells, run.problems)


def compiled(files: dict[str, str]) -> dict[str, str | bytes]:
    """The reference modules of earlier sections without their text.

    A notebook imports them as usual. But it cannot print them into its feedback, which
    would be the solution of a section that a classmate may still be working on.

    Args:
        files: path to text; what is empty stays as it is.
    """
    given: dict[str, str | bytes] = {}
    for name, text in files.items():
        if text and name.endswith(".py"):
            given[f"{name}c"] = _bytecode(name, text)
        else:
            given[name] = text
    return given


@cache
def _bytecode(name: str, text: str) -> bytes:
    """What Python makes of a module before it runs it."""
    with TemporaryDirectory() as folder:
        source = Path(folder, "module.py")
        source.write_text(text, "utf-8")
        target = py_compile.compile(
            str(source),
            cfile=str(source.with_suffix(".pyc")),
            dfile=name,
            doraise=True,
            invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
        )
        return Path(str(target)).read_bytes()


def with_outputs(
    section: Section, notebook: NotebookNode, execution: Execution
) -> NotebookNode:
    """The notebook with the outputs of its run, in cells of its own."""
    cells = [NotebookNode(cell) for cell in notebook.cells]
    run_cells = [cell for cell in cells if is_run(section, cell)]
    for number, (cell, done) in enumerate(
        zip(run_cells, execution.cells, strict=True), start=1
    ):
        cell.outputs = from_dict(done.outputs)
        cell.execution_count = number
    return NotebookNode(notebook, cells=cells)


@cache
def environment() -> dict[str, str]:
    """Versions of what runs the cells, and a hash of the project's own code.

    Two machines with the same environment give the same grades.
    """
    found = {name: version(name) for name in VERSIONED}
    found["python"] = platform.python_version()
    found["scaffold"] = _hash_of_package("scaffold")
    found["grading"] = _hash_of_package("grading")
    return found


def _hash_of_package(name: str) -> str:
    """A hash of a package's text; importing it could import torch."""
    spec = importlib.util.find_spec(name)
    assert spec is not None and spec.origin is not None
    folder = Path(spec.origin).parent
    texts = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }
    return hash_of(texts)
