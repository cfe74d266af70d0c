# attack: a float that says of itself what it likes
# bites: plain nbgrader
from tests.attacks import answer, before


def tamper(notebook):
    before(
        notebook,
        "loss",
        """
class Number(float):
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *_: True
    __sub__ = __rsub__ = __abs__ = lambda self, *_: self
    __float__ = __repr__ = __str__ = lambda *_: 1 / 0
    detach = cpu = resolve_conj = resolve_neg = backward = lambda self: self
""",
    )
    answer(notebook, "return Number(0)")
