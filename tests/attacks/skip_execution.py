# attack: the check is tagged so that executors pass over it
# bites: plain nbgrader
from tests.attacks import cell


def tamper(notebook):
    cell(notebook, "loss-check").metadata["tags"] = ["skip-execution"]
