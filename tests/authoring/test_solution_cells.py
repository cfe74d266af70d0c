"""Definitions found in solutions, and written into notebooks."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from authoring import AuthoringError
from authoring.solution_cells import (
    complaint_about,
    definitions,
    execute,
    notebooks,
    outputs_are_current,
    remove_stamp,
    require_current,
    stamp,
    synchronise,
    write,
)

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
    """Two chapters with a section of the same name, of which the first has solutions."""
    for chapter in ("a_chapter", "other"):
        (tmp_path / "chapters" / chapter).mkdir(parents=True)
        (tmp_path / "solutions" / chapter).mkdir(parents=True)
    (tmp_path / "solutions" / "a_chapter" / "thing.py").write_text(MODULE)
    return tmp_path


@pytest.fixture
def path(project):
    return project / "chapters" / "a_chapter" / "01-thing.ipynb"


def saved(path, *sources):
    """Write a notebook of code cells, as if they had been executed."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    for number, cell in enumerate(notebook.cells):
        cell.execution_count = number + 1
    synchronise(
        notebook, path, path.parents[2 if path.parent.name != "chapters" else 1]
    )
    stamp(notebook)
    path.write_text(nbformat.writes(notebook) + "\n")
    return notebook


def test_a_definition_reaches_from_its_decorator_to_its_last_comment(project):
    found = definitions(project / "solutions" / "a_chapter" / "thing.py")
    assert list(found) == ["Model", "forward"]
    assert found["forward"] == MODULE[MODULE.index("@decorate") :].rstrip()
    assert found["Model"].endswith("### END SOLUTION")
    assert "helper" not in found["Model"]


def test_cells_get_the_text_of_solutions_and_complete_marks(project, path):
    mark = {"nbgrader": {"grade_id": "forward", "solution": True}}
    cells = [
        new_code_cell("class Model:  #@save\n    pass"),
        new_code_cell("@decorate(Model)  #@save\ndef forward(): pass", metadata=mark),
    ]
    notebook = new_notebook(cells=cells)
    synchronise(notebook, path, project)
    found = definitions(project / "solutions" / "a_chapter" / "thing.py")
    assert [cell.source for cell in notebook.cells] == list(found.values())
    assert notebook.cells[1].id == "forward"
    assert notebook.cells[1].metadata["nbgrader"]["schema_version"] == 3
    nbformat.validate(notebook)


def test_a_saved_name_that_solutions_does_not_have_is_named(project, path):
    notebook = new_notebook(cells=[new_code_cell("def other():  #@save\n    pass")])
    with pytest.raises(
        AuthoringError, match=r"01-thing\.ipynb.*`other`.*solutions/a_chapter/thing\.py"
    ):
        synchronise(notebook, path, project)


def test_a_definition_without_a_cell_is_named(project, path):
    with pytest.raises(AuthoringError, match=r"Model, forward.*no such cell"):
        synchronise(new_notebook(), path, project)


def test_a_section_of_another_chapter_has_nothing_to_do_with_these_solutions(project):
    path = project / "chapters" / "other" / "01-thing.ipynb"
    notebook = new_notebook(cells=[new_code_cell("x = 1")])
    synchronise(notebook, path, project)
    assert notebook.cells[0].source == "x = 1"


def test_a_notebook_beside_the_chapters_needs_no_solutions(project):
    path = project / "chapters" / "thing.ipynb"
    saved(path, "def shown():  #@save\n    pass")
    require_current([path], project)


def test_notebooks_are_those_of_a_chapter_or_all(project, path):
    loose = project / "chapters" / "loose.ipynb"
    other = project / "chapters" / "other" / "01-thing.ipynb"
    for each in (path, loose, other):
        each.touch()
    assert notebooks("a_chapter", project) == [path]
    assert notebooks(None, project) == [path, loose, other]
    with pytest.raises(AuthoringError, match="chapters/nowhere has no notebooks"):
        notebooks("nowhere", project)


def test_outputs_belong_to_their_cells_until_one_of_these_changes(project):
    path = project / "chapters" / "other" / "01-thing.ipynb"
    notebook = saved(path, "x = 1", "x")
    assert outputs_are_current(notebook)
    require_current([path], project)
    notebook.cells[1].source = "x + 1"
    assert not outputs_are_current(notebook)
    path.write_text(nbformat.writes(notebook) + "\n")
    with pytest.raises(AuthoringError, match=r"other/01-thing\.ipynb has outputs"):
        require_current([path], project)


@pytest.mark.parametrize(
    "change",
    [
        lambda notebook: notebook.cells[0].update(execution_count=None),
        lambda notebook: notebook.cells.reverse(),
        lambda notebook: notebook.cells.append(new_code_cell("x")),
        remove_stamp,
    ],
    ids=["cleared", "reordered", "one more cell", "executed elsewhere"],
)
def test_stored_outputs_that_may_be_of_other_code_are_noticed(project, change):
    notebook = saved(project / "chapters" / "thing.ipynb", "x = 1", "x")
    change(notebook)
    assert not outputs_are_current(notebook)


def test_prose_may_change_without_a_new_execution(project):
    notebook = saved(project / "chapters" / "thing.ipynb", "x = 1")
    notebook.cells.append(new_markdown_cell("A sentence."))
    assert outputs_are_current(notebook)


def test_a_solution_that_has_not_been_copied_is_named(project, path):
    saved(path, "class Model:  #@save\n    pass", "def forward():  #@save\n    pass")
    require_current([path], project)
    module = project / "solutions" / "a_chapter" / "thing.py"
    module.write_text(MODULE.replace("return X", "return -X"))
    with pytest.raises(AuthoringError, match=r"01-thing\.ipynb is not as `solutions`"):
        require_current([path], project)


def test_writing_executes_a_notebook_and_keeps_its_outputs(project):
    path = project / "chapters" / "thing.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("print(6 * 7)")]), path)
    write([path], project)
    (cell,) = nbformat.read(path, as_version=4).cells
    assert cell.outputs[0].text == "42\n"
    assert cell.execution_count == 1
    assert "execution" not in cell.metadata
    require_current([path], project)


def test_a_cell_that_fails_is_shown_with_its_notebook(project):
    notebook = new_notebook(cells=[new_code_cell("1 / 0")])
    path = project / "chapters" / "thing.ipynb"
    with pytest.raises(AuthoringError, match=r"(?s)thing\.ipynb.*ZeroDivisionError"):
        execute(notebook, path, project)


def test_only_what_needs_it_is_complained_about(project, path):
    saved(path, "class Model:  #@save\n    pass", "def forward():  #@save\n    pass")
    loose = project / "chapters" / "loose.ipynb"
    nbformat.write(new_notebook(cells=[new_code_cell("1")]), loose)
    assert complaint_about(path, project) == ""
    assert "chapters/loose.ipynb" in complaint_about(loose, project)
