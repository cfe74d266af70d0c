# attack: observations of every shape that could break whoever compares them
# bites: nowhere (nothing odd is right; it must only break nobody)
from tests.attacks import public_values, reports


def tamper(notebook):
    first, gate, last, *_ = public_values()
    reports(
        notebook,
        [
            {"kind": "tensor", "name": first["name"], "check": "loss"},
            gate,
            last | {"shape": 5},
            {"kind": "float", "value": 10**400},
        ],
    )


COSTS_HONEST = "its check reports through the same broken method"
