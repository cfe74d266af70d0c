"""Every sentence of a piece's description is examined by its check, or says why not.

`tests/submissions/<chapter>/sentences.toml` is the table: by piece, a sentence of the
docstring and the observations that would differ if the sentence were not kept. Where a
sentence only says what is given, a reason stands in their place.
"""

import ast
import re
import tomllib

import pytest

from grading.course import grade_id
from grading.sample_answers import folder_of
from tests.conftest import CHAPTERS, ROOT

HEADINGS = re.compile(r"^ *(Args|Returns):$", re.MULTILINE)
SENTENCE_END = re.compile(r"(?<=[.;]) ")
OBSERVATION = re.compile(r'check\.(?:observe|require|holds)\(\s*"([^"]+)"')


def table_of(chapter):
    return folder_of(chapter, ROOT) / "sentences.toml"


def listed(chapter, piece):
    """The sentences of a piece in the table, with what examines them."""
    return tomllib.loads(table_of(chapter).read_text("utf-8")).get(piece, {})


def sentences(source):
    """What the docstrings of a piece say, sentence by sentence."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            text = HEADINGS.sub("", ast.get_docstring(node) or "")
            found += SENTENCE_END.split(" ".join(text.split()))
    return [sentence for sentence in found if sentence]


def cell(section, name):
    return next(
        cell.source for cell in section.notebook.cells if grade_id(cell) == name
    )


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


def test_a_description_is_taken_apart_without_its_headings():
    source = (
        "def f(x):\n"
        '    """Return x; keep it.\n\n    Args:\n        x: a number. Any.\n    """\n'
    )
    assert sentences(source) == ["Return x;", "keep it.", "x: a number.", "Any."]


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_every_sentence_names_what_examines_it(chapter, section, question):
    said = sentences(cell(section, question.piece))
    assert list(listed(chapter, question.piece)) == said


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_what_examines_a_sentence_is_in_the_check(chapter, section, question):
    reported = OBSERVATION.findall(cell(section, question.cell))
    assert len(set(reported)) == len(reported) > 0
    named = set()
    for examined in listed(chapter, question.piece).values():
        if isinstance(examined, list):
            assert examined, "a sentence without an observation needs a reason"
            named |= set(examined)
    assert named <= set(reported), "the table names what the check does not report"
    assert set(reported) <= named, "the check looks at what no sentence asks for"


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_the_heading_of_a_piece_says_what_it_is_worth(chapter, section, question):
    heading = f"### Piece: `{question.piece}` ({question.points:g} points)"
    texts = [cell.source.splitlines() for cell in section.notebook.cells]
    assert heading in [line for lines in texts for line in lines]


@pytest.mark.parametrize(("chapter", "section", "question"), list(pieces()))
def test_names_of_observations_can_stand_in_a_list(chapter, section, question):
    for name in OBSERVATION.findall(cell(section, question.cell)):
        assert "," not in name
