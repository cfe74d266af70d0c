# attack: far more output than anybody reads, then a line without an end
# bites: stops plain nbgrader
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
import os

print("flood " * 2_000_000)
for descriptor in range(3, 256):
    try:
        for _ in range(100):
            os.write(descriptor, b"[" * 100_000)
    except OSError:
        pass
""",
    )


COSTS_HONEST = "the notebook ends when it has said far too much"
