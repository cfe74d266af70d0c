# attack: the frames of the caller are searched for the value it is waiting for
# bites: plain nbgrader
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import sys
frame = sys._getframe(1)
while frame:
    around = getattr(frame.f_locals.get("self"), "__dict__", {})
    for owner in (frame.f_locals, frame.f_globals, around):
        for name, value in list(owner.items()):
            if "expect" in name or "reference" in name:
                return value
    frame = frame.f_back
return 0.0
""",
    )
