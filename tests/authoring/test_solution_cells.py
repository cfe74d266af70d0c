"""Definitions found in solutions, and written into notebooks."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from authoring import AuthoringError
from authoring.solution_cells import definitions, synchronise

MODULE = '''"""A section."""

import torch


class Model:  #@save
    """A model."""

    def fit(self):
        ### BEGIN SOLUTION
        return 1
        ### END SOLUTION


def helper():
    pass


@decorate(Model)  #@save
def forward(self, X):
    ### BEGIN SOLUTION
    return X
    ### END SOLUTION
'''


@pytest.fixture
def project(tmp_path):
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "thing.py").write_text(MODULE)
    return tmp_path


def test_a_definition_reaches_from_its_decorator_to_its_last_comment(project):
    found = definitions(project / "solutions" / "thing.py")
    assert list(found) == ["Model", "forward"]
    assert found["forward"] == MODULE[MODULE.index("@decorate") :].rstrip()
    assert found["Model"].endswith("### END SOLUTION")
    assert "helper" not in found["Model"]


def test_cells_get_the_text_of_solutions_and_complete_marks(project):
    mark = {"nbgrader": {"grade_id": "forward", "solution": True}}
    cells = [
        new_code_cell("class Model:  #@save\n    pass"),
        new_code_cell("@decorate(Model)  #@save\ndef forward(): pass", metadata=mark),
    ]
    notebook = new_notebook(cells=cells)
    synchronise(notebook, project / "01-thing.ipynb", project)
    found = definitions(project / "solutions" / "thing.py")
    assert [cell.source for cell in notebook.cells] == list(found.values())
    assert notebook.cells[1].id == "forward"
    assert notebook.cells[1].metadata["nbgrader"]["schema_version"] == 3
    nbformat.validate(notebook)


def test_a_saved_name_that_solutions_does_not_have_is_named(project):
    notebook = new_notebook(cells=[new_code_cell("def other():  #@save\n    pass")])
    with pytest.raises(
        AuthoringError, match=r"01-thing\.ipynb.*`other`.*solutions/thing\.py"
    ):
        synchronise(notebook, project / "01-thing.ipynb", project)


def test_a_definition_without_a_cell_is_named(project):
    with pytest.raises(AuthoringError, match=r"Model, forward.*no such cell"):
        synchronise(new_notebook(), project / "01-thing.ipynb", project)
