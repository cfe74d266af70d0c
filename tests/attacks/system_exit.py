# attack: SystemExit from within the check
# bites: nowhere (nbgrader sees the error too)
from tests.attacks import answer


def tamper(notebook):
    answer(notebook, "raise SystemExit(0)")
