"""`python -m kit hint`: one hint at a time; and the hints of the chapters themselves."""

import json
import re

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_markdown_cell, new_notebook

from authoring.release import folder_of
from grading.course import grade_id
from kit.__main__ import main
from kit.hint import Hint, task_in
from tests.conftest import CHAPTERS

MOST_HINTS = 3
SHORTEST_TELLING_LINE = 8  # without spaces; shorter ones give nothing away
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.DOTALL)
COMMENT = re.compile(r"\s#.*")
NUMBERS = re.compile(r"<summary>Hint (\d+) of (\d+): ")

EXERCISE = """\
## Before

### Piece: `f` (3 points)

Write `f`.

<details><summary>Hint 1 of 2: what is asked?</summary>

A question.

It goes on.

<details><summary>Hint 2 of 2: nearly the line</summary>

`return ...`

</details>

</details>"""


# The command.


@pytest.fixture
def hint(tmp_path, monkeypatch):
    """Give the command in a folder of notebooks: name and Markdown."""
    monkeypatch.chdir(tmp_path)

    def give(*arguments, **notebooks):
        for name, source in notebooks.items():
            notebook = new_notebook(cells=[new_markdown_cell(source)])
            nbformat.write(notebook, tmp_path / f"{name}.ipynb")
        done = CliRunner().invoke(main, ["hint", *arguments])
        return done.exit_code, done.output

    return give


def test_an_exercise_is_taken_apart():
    task = task_in(EXERCISE)
    assert (task.piece, task.text) == ("f", "Write `f`.")
    assert task.hints == [
        Hint("what is asked?", "A question.\n\nIt goes on."),
        Hint("nearly the line", "`return ...`"),
    ]


@pytest.mark.parametrize(
    "source", ["", "## Piece: `f`", "### Question: `f` (2 points)\n\nWhy?"]
)
def test_other_texts_are_no_exercise(source):
    assert task_in(source) is None


def test_the_first_hint_comes_first_and_tells_of_the_next(hint):
    assert hint("f", one=EXERCISE) == (
        0,
        "f, hint 1 of 2: what is asked?\n\nA question.\n\nIt goes on.\n\n"
        "For the next hint: python -m kit hint f 2\n",
    )


def test_the_last_hint_is_shown_by_number_and_says_that_it_is_the_last(hint):
    code, output = hint("f", "2", one="# Other", two=EXERCISE)
    assert code == 0
    assert output.startswith("f, hint 2 of 2: nearly the line\n\n`return ...`\n\n")
    assert "last hint" in output
    assert "A question" not in output


@pytest.mark.parametrize("number", ["0", "3"])
def test_a_number_without_a_hint_is_refused(hint, number):
    code, output = hint("f", number, one=EXERCISE)
    assert (code, output) == (1, f"f has hints 1 to 2. There is no hint {number}.\n")


def test_a_word_in_the_place_of_a_number_is_refused(hint):
    code, output = hint("f", "next", one=EXERCISE)
    assert code == 2
    assert "'next' is not a valid integer" in output


def test_an_unknown_piece_is_refused_and_the_pieces_are_named(hint):
    code, output = hint("h", one=EXERCISE, two=EXERCISE.replace("`f`", "`g`"))
    assert (code, output) == (1, "There is no piece h. The pieces are f, g.\n")


def test_a_folder_without_notebooks_is_refused(hint):
    assert hint("f") == (
        1,
        "There are no notebooks in this folder: run this in the kit's folder.\n",
    )


def test_notebooks_without_pieces_are_refused(hint):
    code, output = hint("f", one="# Something else")
    assert code == 1
    assert "no pieces" in output


def test_an_exercise_whose_hints_were_deleted_is_refused(hint):
    code, output = hint("f", one=EXERCISE.partition("<details>")[0])
    assert code == 1
    assert "Take a fresh copy" in output


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"cells": 5}', '{"cells": [5]}']
)
def test_a_damaged_notebook_is_named_only_where_it_matters(hint, tmp_path, text):
    (tmp_path / "broken.ipynb").write_text(text)
    assert hint("f", one=EXERCISE)[0] == 0
    code, output = hint("g")
    assert code == 1
    assert "broken.ipynb cannot be read" in output


def test_a_source_may_be_a_string_or_a_list_of_lines(hint, tmp_path):
    for source in (EXERCISE, EXERCISE.splitlines(keepends=True)):
        cells = [{"cell_type": "markdown", "source": source}]
        (tmp_path / "one.ipynb").write_text(json.dumps({"cells": cells}))
        assert "A question." in hint("f")[1]


# The hints of the chapters.


def markdown(section):
    return [
        cell.source for cell in section.notebook.cells if cell.cell_type == "markdown"
    ]


def exercises():
    """Each piece with a check: its section and the cell of its text."""
    for name, chapter in CHAPTERS.items():
        for section in chapter.sections.values():
            texts = {task.piece: source for task, source in tasks(section)}
            for question in section.questions:
                if not question.manual:
                    source = texts.get(question.piece, "")
                    key = f"{name}/{question.piece}"
                    yield pytest.param(section, question.piece, source, id=key)


def tasks(section):
    found = [(task_in(source), source) for source in markdown(section)]
    return [(task, source) for task, source in found if task is not None]


def without_spaces(text):
    return "".join(text.split())


def lines_of_code(source):
    """The lines of a source, without comments and spaces."""
    return {without_spaces(COMMENT.sub("", line)) for line in source.splitlines()}


def given_away(hints, source, task):
    """Lines of a solution that stand in hints, and not in the exercise already."""
    solution = lines_of_code("\n".join(SOLUTION.findall(source)))
    known = without_spaces(SOLUTION.sub("", source) + task)
    told = [without_spaces(hint.text) for hint in hints]
    return [
        line
        for line in sorted(solution)
        if len(line) >= SHORTEST_TELLING_LINE
        and line not in known
        and any(line in text for text in told)
    ]


def test_a_hint_that_holds_a_line_of_the_solution_is_found():
    source = (
        'def f(x):\n    """Use x.double()."""\n    ### BEGIN SOLUTION\n'
        "    y = 2 * x + 17  # why\n    x.double()\n    return y\n    ### END SOLUTION"
    )
    telling = [Hint("", "Say `y = 2*x + 17`.")]
    assert given_away(telling, source, "") == ["y=2*x+17"]
    harmless = [Hint("", "Say `y = ... * x + 17`, `x.double()`, `return y`.")]
    assert given_away(harmless, source, "") == []


@pytest.mark.parametrize(("section", "piece", "source"), list(exercises()))
def test_every_exercise_ends_with_at_most_three_hints(section, piece, source):
    task = task_in(source)
    assert task is not None, "there is no heading `### Piece:` for it"
    count = len(task.hints)
    assert 1 <= count <= MOST_HINTS
    numbers = [(str(number), str(count)) for number in range(1, count + 1)]
    assert NUMBERS.findall(source) == numbers
    # One within the other: all are opened before the first is closed.
    assert source.endswith("\n\n" + "\n\n".join(["</details>"] * count))
    assert source.count("<details>") == source.count("</details>") == count


@pytest.mark.parametrize(("section", "piece", "source"), list(exercises()))
def test_no_hint_is_a_whole_line_of_the_solution(section, piece, source):
    (cell,) = [cell for cell in section.notebook.cells if grade_id(cell) == piece]
    assert SOLUTION.findall(cell.source)
    task = task_in(source)
    assert given_away(task.hints, cell.source, task.text) == []


@pytest.mark.parametrize(("section", "piece", "source"), list(exercises()))
def test_hints_can_be_read_in_a_terminal(section, piece, source):
    """They have neither formulas in LaTeX nor HTML, and blank lines between blocks."""
    for hint in task_in(source).hints:
        assert not re.search(r"[$<]\w|\\\w", hint.title + hint.text)
        assert "`" not in hint.title  # within <summary>, Markdown is not read


@pytest.mark.parametrize("name", CHAPTERS)
def test_the_release_tells_the_hints_of_its_pieces(name, chapter_named, monkeypatch):
    chapter = chapter_named(name)
    monkeypatch.chdir(folder_of(chapter))
    for section in chapter.sections.values():
        for task, _ in tasks(section):
            for number, hint in enumerate(task.hints, 1):
                arguments = ["hint", task.piece, str(number)]
                done = CliRunner().invoke(main, arguments)
                assert done.exit_code == 0
                told = " ".join(done.output.split())
                assert f"hint {number} of {len(task.hints)}: {hint.title}" in told
                assert " ".join(hint.text.split()) in told
