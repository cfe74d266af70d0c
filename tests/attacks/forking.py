# attack: a forked child goes on in the shell under a false process id, and reports as well
# bites: nowhere (a second record is out of turn)
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import os

process = os.getpid()
os.getpid = lambda: process
os.fork()
""",
    )


COSTS_HONEST = "two processes report, and the notebook ends there"
