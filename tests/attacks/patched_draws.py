# attack: random numbers become zeros, for which the answer is known without computing it
# bites: plain nbgrader
from tests.attacks import answer, before

TORCH = True


def tamper(notebook):
    answer(notebook, "return 0 * args[-2].sum()")
    before(
        notebook,
        "loss-check",
        "torch.randn = torch.rand = lambda *shape, **_: torch.zeros(shape)",
    )


COSTS_HONEST = "its numbers are zeros too, and the judge's are not"
