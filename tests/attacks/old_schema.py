# attack: the check's metadata are of a version that nbgrader no longer takes
# bites: stops plain nbgrader
from tests.attacks import cell


def tamper(notebook):
    cell(notebook, "loss-check").metadata["nbgrader"]["schema_version"] = 1
