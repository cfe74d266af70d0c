# attack: the check is tagged as a demonstration, which is not run when grading
# bites: nowhere (the locked cell, tags included, is the instructor's)
from tests.attacks import cell


def tamper(notebook):
    cell(notebook, "loss-check").metadata["tags"] = ["demo"]
