# attack: the check is turned into text, which cannot fail
# bites: nowhere (nbgrader restores the type too)
from tests.attacks import cell


def tamper(notebook):
    check = cell(notebook, "loss-check")
    check.cell_type = "markdown"
    del check["outputs"], check["execution_count"]
