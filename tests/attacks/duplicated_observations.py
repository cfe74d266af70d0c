# attack: the one observation that is right is reported three times
# bites: naive judge
from tests.attacks import answer, before
from tests.attacks.extra_observations import ONE_RIGHT


def tamper(notebook):
    answer(notebook, ONE_RIGHT)
    before(
        notebook,
        "loss-check",
        """
observe = d2l.Check.observe

def thrice(self, name, value, points, **options):
    for _ in range(3 if self.name == "loss" and name == "loss" else 1):
        observe(self, name, value, points, **options)

d2l.Check.observe = thrice
""",
    )
