"""What is read from outputs, which may hold anything."""

import pytest
from nbformat import from_dict
from nbformat.v4 import new_code_cell

from grading.verdict.reported import cells_by_name, first_error, observations
from tests.grading.verdict.notebooks import (
    CHECK,
    MIME,
    PIECE,
    display,
    error,
    marked,
    notebook,
    number,
)

STREAM = {"output_type": "stream", "name": "stdout", "text": "loss: 1"}


def test_cells_are_found_by_their_id():
    found = cells_by_name(notebook())
    assert set(found) == {PIECE, CHECK}
    assert found[CHECK].metadata.nbgrader.grade_id == CHECK


def test_observations_keep_their_order_among_other_outputs():
    first, second = number("a", 1.0), number("b", 2.0)
    result = {"output_type": "execute_result", "data": {MIME: number("c", 3.0)}}
    picture = {"output_type": "display_data", "data": {"image/png": "AAAA"}}
    cell = marked(
        CHECK, STREAM, display(first), picture, result, error("E", ""), display(second)
    )
    assert observations(cell) == [first, second]


@pytest.mark.parametrize("odd", [None, 5, "text", ["kind"], True])
def test_what_is_no_table_counts_as_an_empty_one(odd):
    assert observations(marked(CHECK, display(odd))) == [{}]


def test_cells_and_outputs_without_anything_are_read():
    bare = from_dict({"cell_type": "markdown", "source": ""})
    assert observations(bare) == []
    assert first_error(bare) == ""
    assert (
        observations(from_dict({"outputs": [{}, {"output_type": "display_data"}]}))
        == []
    )
    assert first_error(new_code_cell("1", outputs=[from_dict(STREAM)])) == ""


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("ValueError", "no", "ValueError: no"),
        ("ValueError", "", "ValueError"),
        ("E", "two\nlines", "E: two lines"),
        ("\x1b[31mE", "\u202ex", " [31mE:  x"),
        (None, None, "None: None"),
    ],
)
def test_an_error_is_one_line(name, text, line):
    assert first_error(marked(CHECK, STREAM, error(name, text))) == line


def test_the_first_of_several_errors_is_told_and_long_ones_are_cut():
    cell = marked(CHECK, error("A", "x" * 10_000), error("B", "y"))
    assert first_error(cell).startswith("A: xxx")
    assert len(first_error(cell)) < 1000
