"""Every sentence of an exercise is examined by its check, or says why not.

An exercise says what it asks for in two places: in the text above a piece, and in the
description in its cell, the docstring. `tests/submissions/<chapter>/sentences.toml` is
the table: by piece, each sentence of both and the observations that would differ if the
sentence were not kept. Where a sentence asks for nothing, a reason stands in their place.
Hints are no part of the text: they ask for nothing.
"""

import ast
import re
import tomllib

import pytest

from grading.course import grade_id
from grading.sample_answers import folder_of
from kit.hint import task_in
from tests.conftest import CHAPTERS, ROOT

TEXT, DESCRIPTION = "text", "description"
HEADINGS = re.compile(r"^ *(Args|Returns):$", re.MULTILINE)
LIST_ITEM = re.compile(r"^(?:-|\d+\.) ")
SENTENCE_END = re.compile(r"(?<=[.;]) ")
OBSERVATION = re.compile(r'check\.(?:observe|require|holds)\(\s*"([^"]+)"')


def table_of(chapter):
    return folder_of(chapter, ROOT) / "sentences.toml"


def listed(chapter, piece):
    """The two tables of a piece: by sentence, what examines it."""
    return tomllib.loads(table_of(chapter).read_text("utf-8"))[piece]


def sentences_of_text(text):
    """What the text of an exercise says, sentence by sentence."""
    found = []
    for line in text.splitlines():
        found += SENTENCE_END.split(LIST_ITEM.sub("", line))
    return [sentence for sentence in found if sentence]


def sentences_of_description(source):
    """What the docstrings of a piece say, sentence by sentence."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            text = HEADINGS.sub("", ast.get_docstring(node) or "")
            found += SENTENCE_END.split(" ".join(text.split()))
    return [sentence for sentence in found if sentence]


def faults(part, said, entries):
    """What is wrong between the sentences of a part and its entries in the table."""
    for sentence in said:
        if sentence not in entries:
            yield f"{part}: no entry: {sentence}"
    for sentence, examined in entries.items():
        if sentence not in said:
            yield f"{part}: no such sentence: {sentence}"
        if not examined:
            yield f"{part}: neither an observation nor a reason: {sentence}"


def named(entries):
    """The observations that examine the sentences of a part."""
    lists = [examined for examined in entries.values() if isinstance(examined, list)]
    return {name for names in lists for name in names}


def faults_of_observations(reported, tables):
    """What is wrong between the observations of a check and the table of its piece."""
    for part, entries in tables.items():
        for name in sorted(named(entries) - set(reported)):
            yield f"{part}: the check does not report: {name}"
    for name in reported:
        if name not in named(tables[DESCRIPTION]):
            yield f"{DESCRIPTION}: the check looks at what nobody asks for: {name}"
        if reported.count(name) > 1:
            yield f"the check reports twice: {name}"


def cell(section, name):
    return next(
        cell.source for cell in section.notebook.cells if grade_id(cell) == name
    )


def text_of(section, piece):
    """The text above a piece, without its hints."""
    tasks = [
        task_in(cell.source)
        for cell in section.notebook.cells
        if cell.cell_type == "markdown"
    ]
    (task,) = [task for task in tasks if task is not None and task.piece == piece]
    return task.text


def pieces():
    """Pieces with a check, of the chapters that have a table."""
    for name, chapter in CHAPTERS.items():
        if not table_of(name).is_file():
            continue
        for section in chapter.sections.values():
            for question in section.questions:
                if not question.manual:
                    key = f"{name}/{question.piece}"
                    yield pytest.param(name, section, question, id=key)


# Small cases, and what must be refused.


def test_a_description_is_taken_apart_without_its_headings():
    source = (
        "def f(x):\n"
        '    """Return x; keep it.\n\n    Args:\n        x: a number. Any.\n    """\n'
    )
    assert sentences_of_description(source) == [
        "Return x;",
        "keep it.",
        "x: a number.",
        "Any.",
    ]


def test_a_text_is_taken_apart_without_heading_marks_of_lists_and_hints():
    text = "Before.\n\n### Piece: `f` (1 points)\n\nWrite f. Any way.\n\n1. one;\n- two.\n\n"
    hints = "<details><summary>Hint 1 of 1: how?</summary>\n\nSo.\n\n</details>"
    task = task_in(text + hints)
    assert sentences_of_text(task.text) == ["Write f.", "Any way.", "one;", "two."]


@pytest.mark.parametrize(
    ("said", "entries", "fault"),
    [
        (["A.", "B."], {"A.": ["a"]}, "text: no entry: B."),
        (["A."], {"A.": ["a"], "B.": "why"}, "text: no such sentence: B."),
        (["A."], {"A.": []}, "text: neither an observation nor a reason: A."),
        (["A."], {"A.": ""}, "text: neither an observation nor a reason: A."),
    ],
)
def test_a_fault_of_the_table_is_found(said, entries, fault):
    assert list(faults(TEXT, said, entries)) == [fault]


@pytest.mark.parametrize(
    ("reported", "text", "fault"),
    [
        (["a"], {"A.": ["a", "b"]}, "text: the check does not report: b"),
        (["a", "b"], {}, "description: the check looks at what nobody asks for: b"),
        (["a", "a"], {}, "the check reports twice: a"),
    ],
)
def test_a_fault_of_the_observations_is_found(reported, text, fault):
    tables = {TEXT: text, DESCRIPTION: {"A.": ["a"], "B.": "given"}}
    assert set(faults_of_observations(reported, tables)) == {fault}


# The chapters.


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_every_sentence_names_what_examines_it(chapter, section, question):
    piece = question.piece
    said = {
        TEXT: sentences_of_text(text_of(section, piece)),
        DESCRIPTION: sentences_of_description(cell(section, piece)),
    }
    tables = listed(chapter, piece)
    assert tables.keys() == said.keys()
    for part, sentences in said.items():
        assert list(faults(part, sentences, tables[part])) == []
        assert list(tables[part]) == sentences, "they stand in another order"


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_what_examines_a_sentence_is_in_the_check(chapter, section, question):
    reported = OBSERVATION.findall(cell(section, question.cell))
    assert reported
    tables = listed(chapter, question.piece)
    assert list(faults_of_observations(reported, tables)) == []


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_table_has_no_other_pieces(chapter):
    if table_of(chapter).is_file():
        known = [
            parameters.values[2].piece
            for parameters in pieces()
            if parameters.values[0] == chapter
        ]
        table = tomllib.loads(table_of(chapter).read_text("utf-8"))
        assert list(table) == known


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_the_heading_of_a_piece_says_what_it_is_worth(chapter, section, question):
    heading = f"### Piece: `{question.piece}` ({question.points:g} points)"
    texts = [cell.source.splitlines() for cell in section.notebook.cells]
    assert heading in [line for lines in texts for line in lines]


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_names_of_observations_can_stand_in_a_list(chapter, section, question):
    for name in OBSERVATION.findall(cell(section, question.cell)):
        assert "," not in name
