# attack: the observations that are right are followed by more, of one's own naming
# bites: naive judge
from tests.attacks import answer, before

ONE_RIGHT = "y_hat, y = args[-2:]\nreturn ((y_hat - y) ** 2 / 2).mean().detach()"


def tamper(notebook):
    answer(notebook, ONE_RIGHT)
    before(
        notebook,
        "loss-check",
        """
observe = d2l.Check.observe

def more(self, name, value, points, **options):
    observe(self, name, value, points, **options)
    if self.name == "loss" and name == "loss":
        for more in ("once more", "and again"):
            observe(self, f"loss, {more}", value, points)

d2l.Check.observe = more
""",
    )
