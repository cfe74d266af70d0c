# attack: source text that is hard to read for whoever looks over it: magics, depth, length
# bites: nowhere (plain nbgrader reads no source)
from tests.attacks import before


def tamper(notebook):
    before(notebook, "loss-check", "%pwd\n" * 60)
    before(notebook, "loss-check", "0 if True else " + ".".join(["torch"] * 2000))
    before(notebook, "loss-check", "-" * 50_000 + "1")
    before(notebook, "loss-check", "0 if True else (" + "torch.nn.a,\n" * 2000 + ")")
