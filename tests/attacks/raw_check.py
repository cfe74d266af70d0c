# attack: the check is turned into a raw cell, which cannot fail
# bites: plain nbgrader
from tests.attacks import cell


def tamper(notebook):
    check = cell(notebook, "loss-check")
    check.cell_type = "raw"
    del check["outputs"], check["execution_count"]
