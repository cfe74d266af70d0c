# attack: the process ends while the check runs, so that an earlier run's grade is kept
# bites: nowhere (but in nbgrader an earlier score stays)
from tests.attacks import answer


def tamper(notebook):
    answer(notebook, "import os; os._exit(0)")


COSTS_HONEST = "the process has ended"
