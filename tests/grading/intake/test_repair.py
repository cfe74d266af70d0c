"""Broken, rearranged and tampered submissions become notebooks that can be graded fairly."""

import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.course import Section, grade_id
from grading.errors import GradingError
from grading.intake.handin import read_notebook
from grading.intake.repair import repair


def marked(name, source, **mark):
    cell = new_code_cell(source, id=name)
    mark = {
        "grade": False,
        "solution": False,
        "locked": False,
        "schema_version": 3,
    } | mark
    cell.metadata["nbgrader"] = mark | {"grade_id": name}
    return cell


BLANK = "def f(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
RIGHT = "def f(x):\n    return x"
CHECK = "check = 1\n### BEGIN HIDDEN TESTS\nsecret = 2\n### END HIDDEN TESTS"


@pytest.fixture
def section():
    cells = [
        marked("imports", "import torch", locked=True),
        new_markdown_cell("prose", id="prose"),
        new_code_cell("show(1)", id="show", metadata={"tags": ["demo"]}),
        marked("f", "def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION",
               solution=True),
        marked("f-check", CHECK, grade=True, locked=True, points=2),
    ]  # fmt: skip
    return Section("01-thing", new_notebook(cells=cells), {})


@pytest.fixture
def handed_in(section):
    """What a student with a right answer hands in."""
    notebook = deepcopy(section.notebook)
    notebook.cells[3].source = RIGHT
    notebook.cells[4].source = "check = 1"
    return notebook


def through_disk(notebook, tmp_path):
    path = tmp_path / "01-thing.ipynb"
    path.write_text(json.dumps(notebook))
    return read_notebook(path)


def sources(submission):
    return [cell.source for cell in submission.notebook.cells]


EXPECTED = ["import torch", "prose", "show(1)", RIGHT, CHECK]


def test_an_honest_notebook_needs_no_repair(section, handed_in, tmp_path):
    submission = repair(section, through_disk(handed_in, tmp_path))
    assert sources(submission) == EXPECTED
    assert submission.repairs == []


def test_deleted_locked_cells_come_back(section, handed_in):
    del handed_in.cells[4], handed_in.cells[0]
    submission = repair(section, handed_in)
    assert sources(submission) == EXPECTED
    assert len(submission.repairs) == 2


def test_an_edited_check_is_restored(section, handed_in):
    handed_in.cells[4].source = "pass"
    submission = repair(section, handed_in)
    assert sources(submission) == EXPECTED
    assert "f-check was changed" in submission.repairs[0]


def test_a_duplicated_check_counts_once_and_as_written_by_the_author(
    section, handed_in
):
    handed_in.cells += [deepcopy(handed_in.cells[4])] * 2
    assert sources(repair(section, handed_in)) == EXPECTED


def test_a_moved_piece_stands_before_its_check_again(section, handed_in):
    handed_in.cells.append(handed_in.cells.pop(3))
    assert sources(repair(section, handed_in)) == EXPECTED


def test_a_piece_without_its_marks_is_found_by_what_it_defines(section, handed_in):
    handed_in.cells[3].metadata = {}
    handed_in.cells[3].id = "other"
    assert sources(repair(section, handed_in)) == EXPECTED


@pytest.mark.parametrize("order", [(BLANK, RIGHT), (RIGHT, BLANK)])
def test_of_two_copies_the_filled_in_one_counts(section, handed_in, order):
    copies = [deepcopy(handed_in.cells[3]) for _ in order]
    for cell, source in zip(copies, order, strict=True):
        cell.source = source
    handed_in.cells[3:4] = copies
    assert sources(repair(section, handed_in)) == EXPECTED


def test_a_piece_split_in_two_runs_in_order(section, handed_in):
    second = deepcopy(handed_in.cells[3])
    handed_in.cells[3].source, second.source = "helper = 1", RIGHT
    handed_in.cells.insert(4, second)
    cells = repair(section, handed_in).notebook.cells
    assert [cell.source for cell in cells[3:5]] == ["helper = 1", RIGHT]
    assert [grade_id(cell) for cell in cells[3:5]] == ["", "f"]


def test_a_piece_turned_into_text_is_code_again(section, handed_in):
    handed_in.cells[3] = new_markdown_cell(RIGHT, id="f")
    submission = repair(section, handed_in)
    assert submission.notebook.cells[3].cell_type == "code"
    assert sources(submission) == EXPECTED


def test_a_missing_piece_fails_by_itself(section, handed_in):
    del handed_in.cells[3]
    submission = repair(section, handed_in)
    assert "raise NotImplementedError()" in submission.notebook.cells[3].source
    assert "f is missing" in submission.repairs[0]


def test_own_cells_stay_behind_the_cell_they_followed(section, handed_in):
    handed_in.cells.insert(3, new_code_cell("def helper(): ..."))
    handed_in.cells.insert(0, new_code_cell("first = 1"))
    expected = ["first = 1", *EXPECTED[:3], "def helper(): ...", *EXPECTED[3:]]
    assert sources(repair(section, handed_in)) == expected


def test_marks_points_and_tags_come_from_the_author(section, handed_in, tmp_path):
    mark = handed_in.cells[4].metadata["nbgrader"]
    mark |= {"points": 99, "schema_version": 1, "task": True}
    handed_in.cells[4].metadata["tags"] = ["skip-execution"]
    handed_in.cells[3].metadata["tags"] = ["demo", "skip-execution"]
    repaired = repair(section, through_disk(handed_in, tmp_path)).notebook
    assert [cell.metadata for cell in repaired.cells] == [
        cell.metadata for cell in section.notebook.cells
    ]


def test_cell_ids_are_valid_and_unique(section, handed_in):
    for name in ("f", "x", "x", "ä ö", "", "y" * 65):
        handed_in.cells.append(new_code_cell("1"))
        handed_in.cells[-1].id = name
    repaired = repair(section, handed_in).notebook
    nbformat.validate(repaired)
    assert len({cell.id for cell in repaired.cells}) == len(repaired.cells)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe\x00",
        b'{"nbformat": 4}',
        b'{"nbformat": 4, "cells": {}}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_notebook_is_refused_with_its_name(tmp_path, content):
    path = tmp_path / "01-thing.ipynb"
    path.write_bytes(content)
    with pytest.raises(GradingError, match=r"01-thing\.ipynb .*Ask for the file again"):
        read_notebook(path)


def test_odd_cells_of_a_notebook_do_no_harm(tmp_path):
    cells = [
        None,
        {"cell_type": "unknown", "source": "x"},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3},
        {"cell_type": "code", "source": ["a\n", 1, "b"], "metadata": None, "id": 7},
        {"cell_type": "code", "source": "c", "metadata": {"nbgrader": []}},
        {
            "cell_type": "code",
            "source": "\ud800",
            "metadata": {"nbgrader": {"grade_id": 1}},
        },
    ]
    notebook = through_disk(
        {"nbformat": 4, "nbformat_minor": 9, "cells": cells}, tmp_path
    )
    assert [cell.source for cell in notebook.cells] == ["", "a\nb", "c", "?"]


def test_a_byte_order_mark_and_an_old_format_are_read(tmp_path):
    path = tmp_path / "old.ipynb"
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [
        {"cells": [{"cell_type": "code", "input": "x = 1", "outputs": [], "language": "python"}]}
    ]}  # fmt: skip
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(old).encode())
    assert [cell.source for cell in read_notebook(path).cells] == ["x = 1"]
