# attack: the check is deleted, and an own cell takes its place and its cell id
# bites: nowhere (a check that is not there earns nothing in nbgrader either)
from tests.attacks import before, cell


def tamper(notebook):
    before(notebook, "loss-check", "pass").id = "loss-check"
    notebook.cells.remove(cell(notebook, "loss-check"))
