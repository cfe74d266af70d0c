"""Tell the state of every piece: `python -m kit check`.

Each notebook is run from top to bottom in a kernel of its own, as grading runs it, and
each check cell's end tells the state of its piece.
"""

import json
import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from scaffold.carrying import unfinished

DONE = "done"
WRONG = "wrong"
NOT_STARTED = "not started"
WILL_NOT_RUN = "will not run"
NO_CHECK = "no check"
ANSWERED = "answered"
UNANSWERED = "unanswered"
MISSING = "missing"

SECONDS_PER_CELL = 60
KERNEL = "python3"  # the one of this environment, whatever the notebook asks for
_NOTHING_LEFT = {DONE, ANSWERED}
_CHECK = "-check"
# What `scaffold.check` raises, by the names of the classes.
_CHECK_FAILURE = "CheckFailure"
_STOPPED = "Stopped"
_REFERENCE = "reference.json"
_BLANK_ANSWER = "YOUR ANSWER HERE"


@dataclass(frozen=True)
class State:
    """The state of one piece, or of one question that a person reads.

    Attributes:
        piece: the piece's name.
        state: one of the words above.
        message: the first thing to look at; empty where all is well.
    """

    piece: str
    state: str
    message: str = ""


@dataclass(frozen=True)
class CellError:
    """The error that a cell ended with.

    Attributes:
        name: the exception's class.
        message: what it says, in one line.
    """

    name: str
    message: str

    def __str__(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name


def check_all(paths: list[Path], folder: Path | None = None) -> bool:
    """Print the state of the pieces of several notebooks.

    Args:
        paths: the notebooks.
        folder: the kit's, if these are all its notebooks; then a piece that the kit
            knows and none of them holds is told as well.

    Returns:
        Whether nothing is left to be done.
    """
    nothing_left = True
    seen = set()
    for path in paths:
        try:
            states = check_notebook(path)
        except ValueError as error:
            click.echo(error)
            nothing_left = False
            continue
        for state in states:
            _print(path.name, state)
            seen.add(state.piece)
            nothing_left = nothing_left and state.state in _NOTHING_LEFT
    for piece in known_pieces(folder) if folder is not None else []:
        if piece not in seen:
            remedy = "its cells are in none of the notebooks. Take a fresh copy."
            _print("", State(piece, MISSING, remedy))
            nothing_left = False
    return nothing_left


def _print(notebook: str, state: State) -> None:
    note = f"  {state.message}" if state.message else ""
    click.echo(f"{notebook:<20}{state.piece:<25}{state.state}{note}")


def known_pieces(folder: Path) -> list[str]:
    """The pieces that the kit was made with; none where its list cannot be read."""
    try:
        return list(json.loads((folder / _REFERENCE).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return []


def check_notebook(path: Path, seconds: int = SECONDS_PER_CELL) -> list[State]:
    """Run a notebook and tell the state of each of its pieces and questions.

    Args:
        path: the notebook; it is not changed.
        seconds: how long one cell may take.

    Raises:
        ValueError: if the file is not a notebook.
    """
    if not path.is_file():
        raise ValueError(f"There is no file {path.name} here.")
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:  # the file may hold anything, and so break anything
        raise ValueError(
            f"{path.name} is not a notebook ({type(error).__name__}). Save it again "
            "from JupyterLab, or take a fresh copy from the kit."
        ) from None
    _run(notebook, path.resolve().parent, seconds)
    return states_of(notebook)


def _run(notebook: NotebookNode, folder: Path, seconds: int) -> None:
    """Run a notebook in place, with the kit's own `scaffold` before any other."""
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    client = NotebookClient(
        notebook,
        timeout=seconds,
        kernel_name=KERNEL,
        interrupt_on_timeout=True,
        allow_errors=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    search_path = [str(folder)]
    if os.environ.get("PYTHONPATH"):
        search_path.append(os.environ["PYTHONPATH"])
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(search_path)}
    with suppress(DeadKernelError):  # the cells after the fatal one have no outputs
        client.execute(env=environment)


def states_of(notebook: NotebookNode) -> list[State]:
    """The states of all pieces and questions of a notebook that was run."""
    cells = {_id(cell): cell for cell in notebook.cells if _id(cell)}
    return [_state(name, cells) for name in _to_be_done(cells)]


def _to_be_done(cells: dict[str, NotebookNode]) -> list[str]:
    """The names of pieces and questions, in the notebook's order.

    A piece is known by its own cell or by that of its check: either may have got lost.
    """
    found: dict[str, None] = {}  # a set that keeps its order
    for name, cell in cells.items():
        if name.endswith(_CHECK) or _mark(cell).get("solution"):
            found[name.removesuffix(_CHECK)] = None
    return list(found)


def _state(piece: str, cells: dict[str, NotebookNode]) -> State:
    own = cells.get(piece)
    check = cells.get(f"{piece}{_CHECK}")
    if own is not None and _mark(own).get("grade"):
        return State(piece, ANSWERED if _answered(own) else UNANSWERED)
    if check is None:
        return State(
            piece,
            NO_CHECK,
            f"the cell {piece}{_CHECK} is missing from the notebook. "
            "Take it from a fresh copy.",
        )
    error = _first_error(check)
    if check.get("execution_count") is not None and error is None:
        return State(piece, DONE)
    if own is None:
        return State(
            piece, WILL_NOT_RUN, f"the cell of {piece} is missing from the notebook"
        )
    if unfinished(own.source):
        return State(piece, NOT_STARTED)
    own_error = _first_error(own)
    if own_error is not None:
        return State(piece, WILL_NOT_RUN, str(own_error))
    if error is None:
        message = "the kernel died before its check; does a cell use up all memory?"
        return State(piece, WILL_NOT_RUN, message)
    if error.name == _CHECK_FAILURE:
        return State(piece, WRONG, error.message)
    if error.name == _STOPPED:
        return State(piece, WILL_NOT_RUN, error.message)
    return State(piece, WILL_NOT_RUN, str(error))


def _answered(question: NotebookNode) -> bool:
    """Whether something stands where the answer is asked for, or below."""
    answer = question.source.replace(_BLANK_ANSWER, "").strip()
    return bool(answer) and not unfinished(answer)


def _mark(cell: NotebookNode) -> dict[str, Any]:
    """What nbgrader has noted about a cell."""
    mark: dict[str, Any] = cell.metadata.get("nbgrader", {})
    return mark


def _id(cell: NotebookNode) -> str:
    return str(_mark(cell).get("grade_id", ""))


def _first_error(cell: NotebookNode) -> CellError | None:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            lines = output.evalue.splitlines()
            return CellError(output.ename, lines[0] if lines else "")
    return None
