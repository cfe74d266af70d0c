"""What the outputs of cells say: observations and errors."""

from nbformat import NotebookNode

from grading.course import grade_id
from grading.text import printable
from scaffold.findings import Stop
from scaffold.observation import MIME, Reported

# What `scaffold.check` raises where a check ends early, by the names of the classes.
_STOPPED = "Stopped"
_NOT_STARTED = ("NotStarted", "NotImplementedError")


def cells_by_name(notebook: NotebookNode) -> dict[str, NotebookNode]:
    """The cells that have an nbgrader id, by that id."""
    return {grade_id(cell): cell for cell in notebook.cells if grade_id(cell)}


def observations(cell: NotebookNode) -> list[Reported]:
    """The observations among a cell's outputs, in order.

    One that is not even a table of names and values counts as an empty one, so that it
    is missed where it should stand.
    """
    found: list[Reported] = []
    for output in cell.get("outputs", []):
        if output.get("output_type") != "display_data":
            continue
        data = output.get("data", {})
        if MIME in data:
            reported = data[MIME]
            found.append(reported if isinstance(reported, dict) else {})
    return found


def first_error(cell: NotebookNode) -> str:
    """The first error among a cell's outputs in one line; empty if there is none."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            error = f"{output.get('ename')}: {output.get('evalue')}"
            return printable(error).removesuffix(": ")
    return ""


def stop_of(cell: NotebookNode) -> Stop | None:
    """The error that ended a check; None if there is none."""
    for output in cell.get("outputs", []):
        if output.get("output_type") == "error":
            name = str(output.get("ename"))
            message = str(output.get("evalue"))
            if name == _STOPPED:
                error, _, line = message.partition("\n")
                return Stop(printable(error), printable(line))
            return Stop(first_error(cell), not_started=name in _NOT_STARTED)
    return None
