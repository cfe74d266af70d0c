# attack: an object that is equal to everything, smaller than everything and zero apart from it
# bites: plain nbgrader
from tests.attacks import answer, before


def tamper(notebook):
    before(
        notebook,
        "loss",
        """
class Agreeable:
    __eq__ = __lt__ = __le__ = __gt__ = __ge__ = lambda *_: True
    __ne__ = lambda *_: False
    __hash__ = None

    def __getattr__(self, name):
        return lambda *_, **__: self

    def __abs__(self, *_):
        return self

    __sub__ = __rsub__ = __neg__ = __abs__
""",
    )
    answer(notebook, "return Agreeable()")
