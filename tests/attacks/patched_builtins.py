# attack: the builtins that a check compares with are replaced
# bites: plain nbgrader
from tests.attacks import answer, before


def tamper(notebook):
    answer(notebook, "return 0.0")
    before(
        notebook,
        "loss-check",
        """
import builtins

number = abs
builtins.abs = lambda x: 0.0 if type(x) is float else number(x)
""",
    )
