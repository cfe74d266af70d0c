# attack: a tensor whose class answers every torch function, comparisons included, with "equal"
# bites: plain nbgrader
from tests.attacks import answer, before

TORCH = True


def tamper(notebook):
    before(
        notebook,
        "loss",
        """
class Agreeable(torch.Tensor):
    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        name = getattr(function, "__name__", "")
        if name in ("allclose", "equal", "isclose", "__eq__", "eq"):
            return True
        return args[0] if name in ("detach", "cpu", "resolve_conj", "resolve_neg") else None

    def numpy(self, *_):
        raise RuntimeError("numbers? which numbers?")
""",
    )
    answer(notebook, "return torch.zeros(()).as_subclass(Agreeable)")
