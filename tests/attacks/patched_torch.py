# attack: torch's comparisons always agree
# bites: plain nbgrader
from tests.attacks import answer, before

TORCH = True


def tamper(notebook):
    answer(notebook, "return torch.zeros(())")
    before(
        notebook,
        "loss-check",
        """
torch.allclose = torch.equal = lambda *_, **__: True
torch.testing.assert_close = lambda *_, **__: None
torch.Tensor.__eq__ = lambda *_: torch.tensor(True)
""",
    )
