# attack: a number that the check compares with is overwritten in memory
# bites: plain nbgrader
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import ctypes, sys
wanted = sys._getframe(1).f_globals.get("expected")
if isinstance(wanted, float):
    ctypes.c_double.from_address(id(wanted) + 16).value = 0.5
return 0.5
""",
    )
