# attack: observations in another order, so that a gate that failed comes last
# bites: naive judge
from tests.attacks import answer, before

# Changes its argument, and back again before anything but the gate has noticed.
SPOILING = """
y_hat, y = args[-2:]
if y_hat.requires_grad and y_hat.is_leaf:
    y_hat.data -= 1
value = ((y_hat - y) ** 2 / 2).mean()
if not y_hat.requires_grad:
    y_hat.data += 1
return value
"""


def tamper(notebook):
    answer(notebook, SPOILING)
    before(
        notebook,
        "loss-check",
        """
observe, held = d2l.Check.observe, []

def late(self, name, value, points, **options):
    if points == 0 and self.name == "loss":
        held.append((self, name, value))
        return
    observe(self, name, value, points, **options)
    if name == "gradient":
        while held:
            observe(*held.pop(), 0.0)

d2l.Check.observe = late
""",
    )
