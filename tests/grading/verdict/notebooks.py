"""Small notebooks and sections to be judged, and stand-ins for what belongs to others."""

from dataclasses import dataclass, field
from types import SimpleNamespace

from nbformat import from_dict
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.course import Question
from scaffold.observation import MIME

PIECE = "loss"
CHECK = "loss-check"


@dataclass
class Repaired:
    """What the judge reads of a repaired submission."""

    notebook: object
    voided: dict[str, str] = field(default_factory=dict)


def section(points=3.0, manual=False):
    question = Question(CHECK, PIECE, points, manual)
    return SimpleNamespace(name="02-loss", questions=[question])


def number(name, value, points=0.0, hint="", **other):
    """An observation of a number."""
    return {
        "check": PIECE, "name": name, "kind": "float", "value": repr(value),
        "points": points, "hint": hint, "rtol": 1e-4, "atol": 1e-6,
    } | other  # fmt: skip


def display(observation):
    return {"output_type": "display_data", "data": {MIME: observation}, "metadata": {}}


def error(name, text):
    return {"output_type": "error", "ename": name, "evalue": text, "traceback": []}


def marked(name, *outputs):
    """A marked cell; its outputs may be anything, valid or not."""
    cell = new_code_cell("pass")
    cell.outputs = from_dict(list(outputs))
    cell.metadata["nbgrader"] = {"grade_id": name}
    return cell


def notebook(*outputs, piece=()):
    """A notebook whose check has these outputs."""
    title = new_markdown_cell("# Title")
    return new_notebook(cells=[title, marked(PIECE, *piece), marked(CHECK, *outputs)])


def reports(*values):
    """A notebook whose check reports these observations."""
    return notebook(*[display(value) for value in values])
