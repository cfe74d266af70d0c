# attack: the check says that it is worth more, and the next one that it is worth this one's points
# bites: nowhere (nbgrader restores the points too)
from tests.attacks import cell


def tamper(notebook):
    cell(notebook, "loss-check").metadata["nbgrader"]["points"] = 800
    cell(notebook, "huber_loss-check").metadata["nbgrader"]["points"] = 16
