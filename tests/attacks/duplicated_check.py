# attack: the check stands there a second time, emptied, under the same id
# bites: stops plain nbgrader
from copy import deepcopy

from tests.attacks import cell


def tamper(notebook):
    again = deepcopy(cell(notebook, "loss-check"))
    again.id, again.source = "again", "pass"
    notebook.cells.append(again)
