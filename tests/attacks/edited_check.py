# attack: the check's text is replaced by `pass`
# bites: nowhere (nbgrader restores the text too)
from tests.attacks import cell


def tamper(notebook):
    cell(notebook, "loss-check").source = "pass"
