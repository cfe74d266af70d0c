"""Attacks on the verdict: each module tampers with a handed-in notebook in one way.

``tamper(notebook)`` edits it in place.  In it the piece ``loss`` is left blank, and
``huber_loss``, behind it, is answered honestly.  The course's own ``02-loss`` and the small plain
nbgrader notebook of the tests both look like that, so that an attack can be tried on both; `loss`
is a method in the one and a function in the other.

A module's second line says where the attack is seen to work: on ``plain nbgrader``, where it
``stops plain nbgrader`` for the whole class, ``unsandboxed``, on a ``fixed draw``, with a ``naive
judge``, or ``nowhere``.  Optional names: ``TORCH`` (the plain notebook compares tensors),
``COSTS_HONEST`` (why the honest piece is lost as well).
"""

import json
from pathlib import Path
from textwrap import indent

from nbformat.v4 import new_code_cell

from scaffold.observation import MIME

ROOT = Path(__file__).resolve().parent.parent.parent
CHAPTER = "linear_regression"  # whose pieces the attacks leave blank, by name
SECTION = "02-loss"
_METHOD = """
try:
    LinearRegressionScratch.loss = loss
except NameError:
    pass  # the plain notebook has no class
"""


def cell(notebook, name):
    """The cell with this nbgrader id."""
    return next(
        c
        for c in notebook.cells
        if c.metadata.get("nbgrader", {}).get("grade_id") == name
    )


def answer(notebook, body):
    """Fill in `loss` with a function body, its arguments in `args`."""
    cell(notebook, "loss").source = (
        "def loss(*args):\n" + indent(body, "    ") + "\n" + _METHOD
    )


def before(notebook, name, source):
    """Insert a code cell before a cell; an empty name stands for the notebook's beginning."""
    at = notebook.cells.index(cell(notebook, name)) if name else 0
    notebook.cells.insert(at, new_code_cell(source))
    return notebook.cells[at]


def after(notebook, name, source):
    """Insert a code cell behind a cell."""
    at = notebook.cells.index(cell(notebook, name)) + 1
    notebook.cells.insert(at, new_code_cell(source))
    return notebook.cells[at]


def public_values():
    """What the check of `loss` reports on the public draw, as every kit has it."""
    path = ROOT / "chapters" / CHAPTER / f"{SECTION}.ipynb"
    notebook = json.loads(path.read_text("utf-8"))
    check = next(c for c in notebook["cells"] if c["id"] == "loss-check")
    outputs = [output.get("data", {}) for output in check["outputs"]]
    return [data[MIME] for data in outputs if MIME in data]


# Replace what the check reports: `reported` is a list of observations.
REPORT = """
from IPython.display import display
import scaffold as d2l
from scaffold.observation import MIME

def report(*_, **__):
    while reported:
        display({MIME: reported.pop(0)}, raw=True)

d2l.Check.observe = d2l.Check.require = report
LinearRegressionScratch.loss = lambda *_: torch.zeros(1, requires_grad=True).sum()
"""


def reports(notebook, observations, tail=""):
    """Have the check of `loss` report these observations instead of its own."""
    values = f"import json\nreported = json.loads({json.dumps(observations)!r})"
    before(notebook, "loss-check", values + REPORT + tail)
