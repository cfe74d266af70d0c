# attack: Check.observe says what is wanted instead of what is so
# bites: naive judge
from tests.attacks import before


def tamper(notebook):
    before(
        notebook,
        "loss-check",
        """
from IPython.display import display

def observe(self, name, value, points=0.0, hint="", **_):
    seen = {"check": self.name, "name": name, "kind": "tensor", "dtype": "float32", "shape": [],
            "data": "", "points": 8.0, "rtol": 1e9, "atol": 1e9}
    display({"application/vnd.course.observation+json": seen, "text/plain": f"✓ {name}"}, raw=True)

d2l.Check.observe = d2l.Check.require = observe
LinearRegressionScratch.loss = lambda *_: torch.zeros(1, requires_grad=True).sum()
""",
    )


COSTS_HONEST = "its observations are replaced as well"
