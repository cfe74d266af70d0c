"""Earlier notebooks carried into later ones."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from scaffold.carrying import CarryError, carry


def saved(source, name):
    cell = new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": name}
    return cell


@pytest.fixture
def kit(tmp_path):
    """Write a notebook into a kit; gives the namespace of the module that carries it."""
    (tmp_path / "solutions").mkdir()

    def write(*cells):
        nbformat.write(new_notebook(cells=list(cells)), tmp_path / "01-model.ipynb")

    namespace = {
        "__file__": str(tmp_path / "solutions" / "model.py"),
        "__name__": "model",
    }
    return tmp_path, write, namespace


def test_saved_cells_and_imports_are_carried_and_nothing_else(kit, capsys):
    _, write, namespace = kit
    write(
        new_markdown_cell("# Title"),
        new_code_cell("import math\nprint('a plot')"),
        saved("def half(x):  #@save\n    return math.floor(x / 2)", "half"),
        new_code_cell("def scratch():\n    pass"),
        saved("raise RuntimeError('a check')", "half-check"),
    )
    carry("01-model.ipynb", namespace)
    assert namespace["half"](5) == 2
    assert "scratch" not in namespace
    output = capsys.readouterr().out
    assert output.startswith("using your 01-model.ipynb, saved ")
    assert "a plot" not in output


def test_a_blank_left_behind_a_return_is_no_blank(kit):
    _, write, namespace = kit
    write(saved("def f():  #@save\n    return 1\n    raise NotImplementedError()", "f"))
    carry("01-model.ipynb", namespace)
    assert namespace["f"]() == 1


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (
            "def f():  #@save\n    # YOUR CODE HERE\n    raise NotImplementedError()",
            "not finished",
        ),
        ("def f()  #@save\n    return 1", "SyntaxError"),
        ("x = 1 / 0  #@save", "ZeroDivisionError"),
    ],
)
def test_an_unusable_piece_is_named_with_a_remedy(kit, source, reason):
    _, write, namespace = kit
    write(saved(source, "f"))
    with pytest.raises(
        CarryError, match=f"01-model.ipynb.*`f`.*{reason}.*restart"
    ) as caught:
        carry("01-model.ipynb", namespace)
    assert "\n" not in str(caught.value)


def test_a_missing_or_damaged_notebook_is_named(kit):
    folder, _, namespace = kit
    with pytest.raises(CarryError, match="not in this folder"):
        carry("01-model.ipynb", namespace)
    (folder / "01-model.ipynb").write_text("{")
    with pytest.raises(CarryError, match="not a notebook"):
        carry("01-model.ipynb", namespace)
