"""Cells as nbgrader marks them, for the tests of the intake."""

from nbformat.v4 import new_code_cell


def marked(name, source, **mark):
    """A code cell with nbgrader's marks; give `solution`, `grade`, `locked`, `points`."""
    cell = new_code_cell(source, id=name)
    plain = {"grade": False, "solution": False, "locked": False, "schema_version": 3}
    cell.metadata["nbgrader"] = plain | mark | {"grade_id": name}
    return cell
