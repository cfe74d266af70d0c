# attack: everything that can be signalled is killed, the waiting parent first
# bites: stops plain nbgrader
from tests.attacks import answer


def tamper(notebook):
    answer(
        notebook,
        """
import os, signal
os.kill(os.getppid(), signal.SIGKILL)  # in a pid namespace that is 0: its own process group
if os.getpid() < 5:  # nobody else's processes should this ever run where they can be seen
    os.kill(-1, signal.SIGKILL)
os.kill(os.getpid(), signal.SIGKILL)
""",
    )
