# attack: data of no length, in which nothing differs
# bites: naive judge
from tests.attacks import public_values, reports


def tamper(notebook):
    reports(
        notebook,
        [seen | ({"data": ""} if "data" in seen else {}) for seen in public_values()],
    )


COSTS_HONEST = "its check reports through the same broken method"
