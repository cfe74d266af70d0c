# attack: the check is moved to the beginning, before anything that it could look at
# bites: nowhere (it fails there in nbgrader too)
from tests.attacks import cell


def tamper(notebook):
    check = cell(notebook, "loss-check")
    notebook.cells.remove(check)
    notebook.cells.insert(0, check)
