# attack: entries of sys.modules are replaced before the locked imports run
# bites: naive judge
from tests.attacks import answer, before
from tests.attacks.shadowed_modules import CHECK


def tamper(notebook):
    before(
        notebook,
        "",
        f"""
import sys, types

import torch

false = types.ModuleType("scaffold")
exec({CHECK!r}, false.__dict__)
sys.modules["scaffold"] = sys.modules["scaffold.check"] = false
sys.modules["solutions.linear_regression.model"] = model = types.ModuleType("solutions.linear_regression.model")
model.LinearRegressionScratch = type("M", (), {{"__init__": lambda *_, **__: None,
                                               "loss": lambda self, y_hat, y: (y_hat * 0).sum()}})
""",
    )
    answer(notebook, "return 0.0")


COSTS_HONEST = "its check, too, comes from the false scaffold"
