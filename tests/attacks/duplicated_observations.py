# attack: the one observation that is right is reported twice
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

def twice(self, name, value, points, **options):
    for _ in range(1 + (self.name == "loss" and name == "loss")):
        observe(self, name, value, points, **options)

d2l.Check.observe = twice
""",
    )
