# attack: the ids of two checks are exchanged, so that the answered piece is examined twice
# bites: nowhere (text, points and order follow the id)
from tests.attacks import cell


def tamper(notebook):
    one, other = cell(notebook, "loss-check"), cell(notebook, "huber_loss-check")
    one.metadata["nbgrader"], other.metadata["nbgrader"] = (
        other.metadata["nbgrader"],
        one.metadata["nbgrader"],
    )
