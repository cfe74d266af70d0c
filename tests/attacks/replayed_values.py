# attack: the values of another draw, told by a kit or by earlier feedback, are reported again
# bites: fixed draw
from tests.attacks import public_values, reports


def tamper(notebook, values=None):
    reports(notebook, values or public_values())


COSTS_HONEST = "its check reports through the same broken method"
