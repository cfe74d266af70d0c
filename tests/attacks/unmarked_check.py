# attack: the check's marks are taken away, or say that it is a solution
# bites: nowhere (nbgrader knows the cell from its gradebook)
from tests.attacks import cell


def tamper(notebook):
    mark = cell(notebook, "loss-check").metadata["nbgrader"]
    mark.update(grade=False, solution=True, locked=False)
