"""Broken, rearranged and tampered submissions become notebooks that can be graded fairly."""

import json
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grading.course import Section, grade_id
from grading.intake.reading import NOTES
from grading.intake.repair import Kind, is_blank, kind_of, repair
from grading.intake.submitted_folder import read_notebook
from tests.grading.intake.cells import marked

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


def test_what_was_mended_is_said_in_the_sections_name(section, handed_in):
    handed_in.cells[4].source = "pass"
    del handed_in.cells[3], handed_in.cells[0]
    assert repair(section, handed_in).repairs == [
        "01-thing: the cell imports was missing and is put back.",
        "01-thing: the cell f is missing.",
        "01-thing: the cell f-check was changed and is restored.",
    ]


def test_what_was_mended_while_reading_is_said_too(section, handed_in):
    handed_in.metadata[NOTES] = ["a.ipynb is damaged."]
    assert repair(section, handed_in).repairs == ["01-thing: a.ipynb is damaged."]


def test_copies_are_counted(section, handed_in):
    handed_in.cells += [deepcopy(handed_in.cells[4]), deepcopy(handed_in.cells[3])]
    assert repair(section, handed_in).repairs == [
        "01-thing: the cell f was there 2 times; what is filled in runs in the notebook's order.",
        "01-thing: the cell f-check was there more than once.",
    ]


def test_a_piece_made_text_is_said_and_a_written_answer_is_not(section, handed_in):
    essay = marked("essay", "", solution=True, grade=True)
    essay.cell_type = "markdown"
    section.notebook.cells.append(essay)
    handed_in.cells[3] = new_markdown_cell(RIGHT, id="f")
    handed_in.cells.append(new_markdown_cell("my words", id="essay"))
    submission = repair(section, handed_in)
    assert submission.repairs == ["01-thing: the cell f is made a code cell again."]
    assert submission.notebook.cells[-1].source == "my words"
    del handed_in.cells[-1]
    assert repair(section, handed_in).notebook.cells[-1].source == ""


def test_white_space_around_a_check_is_no_change(section, handed_in):
    handed_in.cells[4].source = "check = 1\n\n"
    handed_in.cells[0].source = "\nimport torch "
    assert repair(section, handed_in).repairs == []


def test_hidden_lines_in_the_middle_are_no_change(section, handed_in):
    section.notebook.cells[
        4
    ].source = "a = 1\n### BEGIN HIDDEN TESTS\nb = 2\n### END HIDDEN TESTS\nc = 3"
    handed_in.cells[4].source = "a = 1\nc = 3"
    assert repair(section, handed_in).repairs == []
    handed_in.cells[4].source = "a = 1\nb = 2\nc = 3"
    assert "was changed" in repair(section, handed_in).repairs[0]


def test_prose_comes_back_and_a_demonstration_may_go(section, handed_in):
    del handed_in.cells[1:3]
    submission = repair(section, handed_in)
    assert sources(submission) == ["import torch", "prose", RIGHT, CHECK]
    assert submission.repairs == []


def test_a_changed_demonstration_is_run_as_changed(section, handed_in):
    handed_in.cells[2].source = "show(2)"
    cell = repair(section, handed_in).notebook.cells[2]
    assert (cell.id, cell.source, cell.metadata) == (
        "show",
        "show(2)",
        {"tags": ["demo"]},
    )
    handed_in.cells[2] = new_markdown_cell("no code", id="show")
    cell = repair(section, handed_in).notebook.cells[2]
    assert (cell.cell_type, cell.source, cell.metadata) == ("markdown", "no code", {})


def test_only_code_is_taken_for_a_lost_piece(section, handed_in):
    handed_in.cells[3] = new_markdown_cell(RIGHT, id="words")
    submission = repair(section, handed_in)
    assert submission.repairs == ["01-thing: the cell f is missing."]
    assert "words" in [cell.id for cell in submission.notebook.cells]


def test_a_lost_piece_does_not_take_the_cells_of_another(section, handed_in):
    section.notebook.cells.append(marked("g", "def g(): ...", solution=True))
    handed_in.cells.append(new_code_cell("def f(x):\n    return 9\ndef h(): ..."))
    submission = repair(section, handed_in)
    assert submission.repairs == ["01-thing: the cell g is missing."]
    assert sources(submission)[:5] == EXPECTED


def test_the_authors_cells_are_not_touched(section, handed_in):
    before = deepcopy(section.notebook)
    repaired = repair(section, handed_in).notebook
    for cell in repaired.cells:
        cell.metadata["new"] = 1
        cell.source = "new"
        if "nbgrader" in cell.metadata:
            cell.metadata["nbgrader"]["checksum"] = 1
    repaired.metadata["new"] = 1
    assert section.notebook == before


def test_outputs_of_the_author_do_not_come_along(section, handed_in):
    section.notebook.cells[0].outputs = ["shown"]
    section.notebook.cells[0].execution_count = 3
    first = repair(section, handed_in).notebook.cells[0]
    assert (first.outputs, first.execution_count) == ([], None)


def test_a_new_id_meets_no_other_one(section, handed_in):
    handed_in.cells.insert(0, new_code_cell("a"))
    handed_in.cells.append(new_code_cell("b"))
    handed_in.cells.append(new_code_cell("c"))
    handed_in.cells[0].id = ""
    handed_in.cells[-2].id = "cell-0"
    handed_in.cells[-1].id = "cell-0-1"
    ids = {cell.source: cell.id for cell in repair(section, handed_in).notebook.cells}
    assert (ids["b"], ids["c"]) == ("cell-0", "cell-0-1")
    assert ids["a"] == "cell-0-2"


def test_own_ids_stay(section, handed_in):
    handed_in.cells.append(new_code_cell("1"))
    handed_in.cells[-1].id = "mine_1"
    assert repair(section, handed_in).notebook.cells[-1].id == "mine_1"


def test_the_kinds_of_cells(section):
    kinds = [kind_of(cell) for cell in section.notebook.cells]
    assert kinds == [Kind.LOCKED, Kind.OPEN, Kind.OPEN, Kind.PIECE, Kind.LOCKED]
    assert kind_of(marked("essay", "", grade=True, solution=True)) is Kind.PIECE
    assert kind_of(marked("points", "", grade=True)) is Kind.LOCKED
    assert kind_of(marked("nothing", "")) is Kind.OPEN


def test_a_blank_has_both_of_its_lines():
    assert is_blank(BLANK)
    assert not is_blank(BLANK.replace("# YOUR CODE HERE", ""))
    assert not is_blank("# YOUR CODE HERE\nreturn 1")
