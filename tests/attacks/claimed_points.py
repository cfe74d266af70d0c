# attack: an observation that brings its own points and tolerance along
# bites: naive judge
from tests.attacks import public_values, reports


def tamper(notebook):
    reports(
        notebook,
        [
            seen | {"points": 1000.0, "rtol": 1e30, "atol": 1e30}
            for seen in public_values()
        ],
    )


COSTS_HONEST = "its check reports through the same broken method"
