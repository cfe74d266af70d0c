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

builtins.abs = lambda _: 0.0
builtins.all = builtins.any = lambda _: True
builtins.bool = lambda *_: True
""",
    )
