# attack: `scaffold` and `solutions` of one's own in the work directory, found before the given ones
# bites: naive judge
from tests.attacks import answer, before

CHECK = """
from IPython.display import display

class Check:
    def __init__(self, name):
        self.name = name

    def observe(self, name, value, points=0.0, **_):
        seen = {"check": self.name, "name": name, "kind": "tensor", "dtype": "float32",
                "shape": [], "data": "", "points": 4, "hint": "", "rtol": 1e9, "atol": 1e9}
        display({"application/vnd.course.observation+json": seen}, raw=True)

    require = observe

    def holds(self, name, truth, hint=""):
        self.observe(name, bool(truth))

    def __enter__(self):
        return self

    def __exit__(self, *error):
        pass

    def normal(self, *shape):
        import torch
        return torch.zeros(shape)

    def integer(self, low, high):
        return low

    def uniform(self, low, high):
        return low

def add_to_class(owner):
    return lambda function: setattr(owner, function.__name__, function)
"""


def tamper(notebook):
    before(
        notebook,
        "",
        f"""
import os, sys

for name in [name for name in sys.modules if name.partition(".")[0] in ("scaffold", "solutions")]:
    del sys.modules[name]
os.makedirs("scaffold", exist_ok=True)
os.makedirs("solutions", exist_ok=True)
open("scaffold/__init__.py", "w").write({CHECK!r})
open("solutions/linear_regression/model.py", "w").write('''
import torch

class LinearRegressionScratch:
    def __init__(self, *_, **__):
        pass

    def loss(self, y_hat, y):
        return (y_hat * 0).sum()
''')
sys.path.insert(0, os.getcwd())
""",
    )
    answer(notebook, "return 0.0")


COSTS_HONEST = "its check, too, comes from the false scaffold"
