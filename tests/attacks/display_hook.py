# attack: the error is silenced, and a number that nbgrader takes for a grade is shown instead
# bites: plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
shell = get_ipython()
shell.showtraceback = lambda *_, **__: shell.displayhook(8)
""",
    )
