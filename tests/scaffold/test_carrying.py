"""Earlier notebooks carried into later ones."""

import os
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from scaffold.carrying import CarryError, carry, unfinished


def saved(source, name):
    cell = new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": name}
    return cell


@pytest.fixture
def kit(tmp_path):
    """Write a notebook into a kit; gives the namespace of the module that carries it."""
    folder = tmp_path / "solutions" / "chapter"
    folder.mkdir(parents=True)

    def write(*cells):
        nbformat.write(new_notebook(cells=list(cells)), tmp_path / "01-model.ipynb")

    namespace = {"__file__": str(folder / "model.py"), "__name__": "model"}
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


@pytest.mark.parametrize(
    "text", ["[]", "{}", '{"cells": 1}', '{"cells": [1]}', "\\ud8"]
)
def test_odd_files_are_no_notebooks(kit, text):
    folder, _, namespace = kit
    (folder / "01-model.ipynb").write_text(text)
    with pytest.raises(CarryError, match="not a notebook"):
        carry("01-model.ipynb", namespace)


@pytest.mark.parametrize("mark", ["#@save", "# @save", "#  @save", "#\t@save"])
def test_the_mark_counts_as_formatters_write_it(kit, mark):
    _, write, namespace = kit
    write(saved(f"def f():  {mark}\n    return 1", "f"), saved("f()", "f-check"))
    carry("01-model.ipynb", namespace)
    assert namespace["f"]() == 1


@pytest.mark.parametrize("mark", ["# save", "# @saved", "@save", ""])
def test_a_piece_that_lost_its_mark_is_named(kit, mark):
    _, write, namespace = kit
    write(
        saved("x = 1  #@save", "x"),
        saved(f"def f():\n    '{mark}'", "f"),
        saved("f()", "f-check"),
    )
    with pytest.raises(
        CarryError, match=r"01-model.ipynb.*`f` has lost its mark.*#@save"
    ):
        carry("01-model.ipynb", namespace)


def test_a_piece_whose_cell_is_gone_is_named(kit):
    _, write, namespace = kit
    write(saved("def f(): return 1  #@save", "f"), saved("g()", "g-check"))
    with pytest.raises(CarryError, match=r"01-model.ipynb.*`g` is missing.*fresh copy"):
        carry("01-model.ipynb", namespace)


def test_a_piece_in_another_cell_is_no_missing_one(kit):
    _, write, namespace = kit
    write(
        new_code_cell("# my own order  #@save\nclass g:\n    x = 1"),
        saved("g()", "g-check"),
    )
    carry("01-model.ipynb", namespace)
    assert namespace["g"].x == 1


def test_magics_are_passed_over(kit):
    _, write, namespace = kit
    write(
        new_code_cell("%matplotlib inline\nimport math\n!ls\nmath.pi?\nmath?"),
        saved("%time\ndef f(x):  #@save\n    !ls\n    return math.floor(x)", "f"),
        saved("rest = (7  #@save\n    % 4)", "rest"),
    )
    carry("01-model.ipynb", namespace)
    assert namespace["f"](2.5) == 2
    assert namespace["rest"] == 3


def test_a_magic_that_hides_the_piece_is_named(kit):
    _, write, namespace = kit
    write(saved("%%bash\nfor f in *; do echo $f; done  #@save", "f"))
    with pytest.raises(CarryError, match=r"the cell `f` fails with SyntaxError"):
        carry("01-model.ipynb", namespace)


def test_an_import_that_fails_is_named(kit):
    _, write, namespace = kit
    write(new_code_cell("import a_module_that_nobody_has\nprint('a plot')"))
    with pytest.raises(CarryError, match=r"`imports` fails.*a_module_that_nobody_has"):
        carry("01-model.ipynb", namespace)


def test_a_cell_without_an_id_is_named_by_what_it_defines(kit):
    _, write, namespace = kit
    write(new_code_cell("x = 1"), new_code_cell("def helper(): pass  #@save\n1 / 0"))
    with pytest.raises(CarryError, match="the cell `helper` fails"):
        carry("01-model.ipynb", namespace)
    write(new_code_cell("x = 1"), new_code_cell("1 / 0  #@save"))
    with pytest.raises(CarryError, match="the cell `1` fails"):
        carry("01-model.ipynb", namespace)


def test_the_version_that_is_used_is_told_by_date_and_time(kit, capsys):
    folder, write, namespace = kit
    write(saved("x = 1  #@save", "x"))
    moment = time.mktime((2026, 3, 9, 14, 2, 5, 0, 0, -1))
    os.utime(folder / "01-model.ipynb", (moment, moment))
    carry("01-model.ipynb", namespace)
    assert (
        capsys.readouterr().out == "using your 01-model.ipynb, saved 2026-03-09 14:02\n"
    )


@pytest.mark.parametrize(
    ("source", "answer"),
    [
        ("def f():\n    raise NotImplementedError()", True),
        ("class A:\n    def f(self):\n        raise NotImplementedError()", True),
        ("def f():\n    x = 1\n    raise NotImplementedError()", True),
        ("def f():\n    return 1\n    raise NotImplementedError()", False),
        (
            "def f():\n    for x in []:\n        yield x\n    raise NotImplementedError()",
            False,
        ),
        ("def f():\n    raise ValueError()", False),
        ("def f():\n    %time\n    raise NotImplementedError()", True),
        ("raise NotImplementedError()", False),
        ("def f(:\n    raise NotImplementedError()", False),
    ],
)
def test_a_blank_is_seen(source, answer):
    assert unfinished(source) is answer


def test_the_error_is_one_line_in_a_notebook():
    assert CarryError("a sentence")._render_traceback_() == ["✗ a sentence"]
