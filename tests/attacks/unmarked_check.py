# attack: the check's marks are taken away, or say that it is a solution
# bites: nowhere (in nbgrader that student is not graded at all)
from tests.attacks import cell


def tamper(notebook):
    mark = cell(notebook, "loss-check").metadata["nbgrader"]
    mark.update(grade=False, solution=True, locked=False)
