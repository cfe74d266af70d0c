# attack: the draw is made predictable by replacing what it is derived with
# bites: nowhere (the reference's own process derives it independently)
from tests.attacks import answer, before


def tamper(notebook):
    answer(notebook, "return torch.zeros(1, requires_grad=True).sum()")
    before(
        notebook,
        "loss-check",
        """
import hashlib

class Constant:
    def __init__(self, *_):
        pass

    def digest(self):
        return bytes(32)

hashlib.sha256 = Constant
""",
    )


COSTS_HONEST = "its numbers are of another draw too"
