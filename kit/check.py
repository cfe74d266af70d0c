"""Tell the state of every piece: `python -m kit check`.

Each notebook is run from top to bottom in a kernel of its own, as grading runs it, and each
check cell's end tells the state of its piece.
"""

import logging
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import DeadKernelError
from nbformat import NotebookNode

from scaffold.carrying import unfinished

DONE, WRONG, NOT_STARTED, WILL_NOT_RUN = "done", "wrong", "not started", "will not run"


@dataclass(frozen=True)
class State:
    """The state of one piece.

    Attributes:
        piece: the piece's name.
        state: `done`, `wrong`, `not started` or `will not run`.
        message: the first thing to look at; empty where all is well.
    """

    piece: str
    state: str
    message: str = ""


def check_notebook(path: Path, seconds: int = 60) -> list[State]:
    """Run a notebook and tell the state of each of its pieces.

    Args:
        path: the notebook; it is not changed.
        seconds: how long one cell may take.

    Raises:
        ValueError: if the file is not a notebook.
    """
    try:
        notebook = nbformat.read(path, as_version=4)
    except Exception as error:
        raise ValueError(
            f"{path.name} is not a notebook ({type(error).__name__}). Save it again from "
            "JupyterLab, or take a fresh copy from the kit."
        ) from None
    logging.getLogger("traitlets").setLevel(logging.CRITICAL)
    client = NotebookClient(
        notebook,
        timeout=seconds,
        interrupt_on_timeout=True,
        allow_errors=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    places = [str(path.resolve().parent), os.environ.get("PYTHONPATH", "")]
    # The kit's own scaffold comes first, whatever else is on the path.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, places))}
    with suppress(DeadKernelError):  # the cells after the fatal one have no outputs
        client.execute(env=environment)
    cells = {_id(cell): cell for cell in notebook.cells if _id(cell)}
    checks = [name for name in cells if name.endswith("-check")]
    return [_state(name.removesuffix("-check"), cells) for name in checks]


def _state(piece: str, cells: dict[str, NotebookNode]) -> State:
    check = cells[f"{piece}-check"]
    error = _error(check)
    if check.execution_count is not None and not error:
        return State(piece, DONE)
    own = cells.get(piece)
    if own is None:
        return State(
            piece, WILL_NOT_RUN, f"the cell of {piece} is missing from the notebook"
        )
    if unfinished(own.source):
        return State(piece, NOT_STARTED)
    if first := _error(own):
        return State(piece, WILL_NOT_RUN, first)
    if error.startswith("CheckFailure: "):
        return State(piece, WRONG, error.removeprefix("CheckFailure: "))
    if not error:
        error = "the kernel died before its check; does a cell use up all memory?"
    return State(piece, WILL_NOT_RUN, error)


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def _error(cell: NotebookNode) -> str:
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            return f"{output.ename}: {output.evalue}".splitlines()[0]
    return ""


def report(paths: list[Path]) -> bool:
    """Print the state of the pieces of several notebooks; whether all of them are done."""
    well = True
    for path in paths:
        try:
            states = check_notebook(path)
        except ValueError as error:
            print(error)
            well = False
            continue
        for state in states:
            note = f"  {state.message}" if state.message else ""
            print(f"{path.name:<20}{state.piece:<25}{state.state}{note}", flush=True)
            well = well and state.state == DONE
    return well
