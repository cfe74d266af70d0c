# attack: a thread goes on after its cell has ended and reports while the check runs
# bites: naive judge
from tests.attacks import answer, before
from tests.attacks.forged_observations import FORGED


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        FORGED
        + """
import threading

started, done = threading.Event(), threading.Event()

def wait():
    started.wait()
    forge()
    done.set()

threading.Thread(target=wait, daemon=True).start()
""",
    )
    answer(notebook, "started.set(); done.wait(5)\nraise NotImplementedError")
