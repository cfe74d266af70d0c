"""Wrong sample answers as known mistakes: their words, what to read, what they report."""

import re

import pytest

from authoring.verify import public_mistakes
from grading.course import CHECK
from grading.errors import GradingError
from grading.grader import Grader
from grading.known_mistakes import (
    TABLE,
    KnownMistakes,
    heading_above,
    headings,
    known_mistakes,
    up_to_its_check,
)
from grading.sample_answers import answers
from scaffold.check import PUBLIC
from scaffold.diagnosis import MOST_NAMES, explain, unpacked
from scaffold.findings import Stop
from tests.conftest import CHAPTERS, ROOT

PIECES = [
    pytest.param(chapter, section, question.piece, id=f"{chapter}/{question.piece}")
    for chapter in CHAPTERS.values()
    for section in chapter.sections.values()
    for question in section.questions
    if not question.manual
]


class Chapter:
    """A chapter with another table of mistakes, or without sample answers."""

    def __init__(self, chapter, samples):
        self.name, self.sections = chapter.name, chapter.sections
        self.samples = samples


def with_table(chapter, text):
    return Chapter(chapter, chapter.samples | {TABLE: text})


# Words and headings.


@pytest.mark.parametrize(("chapter", "section", "piece"), PIECES)
def test_the_part_to_read_again_is_in_the_notebook(chapter, section, piece):
    there = headings(section)
    for known in known_mistakes(chapter, section, piece):
        assert known.heading in there, (known.answer.name, "make mistakes.toml say it")


@pytest.mark.parametrize(("chapter", "section", "piece"), PIECES)
def test_what_is_told_is_one_clause_and_no_line_of_the_solution(
    chapter, section, piece
):
    (cell,) = (
        one
        for one in section.notebook.cells
        if one.metadata.get("nbgrader", {}).get("grade_id") == piece
    )
    lines = {line.strip() for line in cell.source.splitlines() if len(line.strip()) > 8}
    for known in known_mistakes(chapter, section, piece):
        assert not known.words.endswith((".", "?", "!")), known.words
        assert not re.match("(where|because|if) ", known.words), known.words
        assert not any(line in known.words for line in lines), known.words


def test_a_piece_belongs_to_the_part_above_its_own_heading(chapter):
    """Of a piece with a heading of its own, that one explains nothing."""
    for section in chapter.sections.values():
        for question in section.questions:
            heading = heading_above(section, question.piece)
            above = headings(section, until=question.piece)
            assert f"`{question.piece}`" not in heading
            assert heading in above[-2:]


def piece_with_mistakes(chapter):
    """A section and one of its pieces that has at least two wrong answers."""
    for section in chapter.sections.values():
        for question in section.questions:
            if len(known_mistakes(chapter, section, question.piece)) > 1:
                return section, question.piece
    raise AssertionError("no piece has two wrong answers")


def test_words_and_headings_come_from_the_table_where_it_has_some(chapter):
    section, piece = piece_with_mistakes(chapter)
    first, second, *_ = known_mistakes(with_table(chapter, ""), section, piece)
    assert (first.words, second.words) == (first.answer.what, second.answer.what)
    one, two = (each.answer.name.removeprefix("wrong_") for each in (first, second))
    table = f"""
        [{piece}]
        heading = "All"
        headings = {{{one} = "One"}}
        alike = {{"both" = ["{one}", "{two}"]}}
        told_by_error = ["{two}"]
    """
    first, second, *rest = known_mistakes(with_table(chapter, table), section, piece)
    assert (first.words, first.heading, first.told_by_error) == ("both", "One", False)
    assert (second.words, second.heading, second.told_by_error) == ("both", "All", True)
    assert all(each.heading == "All" for each in rest)


@pytest.mark.parametrize(
    "row",
    [
        'headings = {nothing = "One"}',
        'alike = {"both" = ["nothing"]}',
        'told_by_error = ["nothing"]',
    ],
)
def test_a_table_that_names_an_answer_that_is_not_there_is_refused(chapter, row):
    section, piece = piece_with_mistakes(chapter)
    changed = with_table(chapter, f"[{piece}]\n{row}")
    with pytest.raises(GradingError, match=f"{TABLE}: {piece} has no .* nothing"):
        known_mistakes(changed, section, piece)


@pytest.mark.parametrize("chapter", CHAPTERS.values(), ids=CHAPTERS)
def test_a_chapter_carries_its_sample_answers(chapter):
    known = answers(ROOT, chapter.name).values()
    for section in chapter.sections.values():
        for question in section.questions:
            wrong = [
                one for one in known if one.piece == question.piece and not one.right
            ]
            found = known_mistakes(chapter, section, question.piece)
            assert [each.answer for each in found] == wrong


# What they report.


class Engine:
    """Counts what it is to run, and gives it to a real one."""

    def __init__(self, engine):
        self.engine, self.runs = engine, 0

    def run(self, *arguments):
        self.runs += 1
        return self.engine.run(*arguments)


def test_each_answer_of_the_asked_score_is_run_once(chapter, engine):
    counting = Engine(engine)
    mistakes = KnownMistakes(chapter, counting, "a draw")
    section, piece = piece_with_mistakes(chapter)
    known = known_mistakes(chapter, section, piece)
    score = known[0].answer.score
    wanted = [each for each in known if each.answer.score == score]
    found = mistakes.of(section, piece, score)
    assert [each.words for each in found] == [each.words for each in wanted]
    assert counting.runs == len(wanted)
    assert mistakes.of(section, piece, score) == found
    assert counting.runs == len(wanted)
    assert mistakes.of(section, piece, score=-1.0) == []


def test_without_sample_answers_nothing_is_known(chapter, engine):
    section, piece = piece_with_mistakes(chapter)
    empty = KnownMistakes(Chapter(chapter, {}), engine, "a draw")
    assert empty.of(section, piece) == []


def test_an_answer_runs_as_far_as_its_own_check(chapter):
    section, piece = piece_with_mistakes(chapter)
    answer = known_mistakes(chapter, section, piece)[0].answer
    cells = up_to_its_check(section, answer).cells
    names = [one.metadata.get("nbgrader", {}).get("grade_id", "") for one in cells]
    assert names[-1] == piece + CHECK
    assert [name for name in names if name.endswith(CHECK)] == [piece + CHECK]
    assert cells[names.index(piece)].source == answer.source
    assert answer.source not in [one.source for one in section.notebook.cells]


def require_own_name(expected, mistake, known):
    """A mistake is explained by its own words, alone or with one other that is known."""
    stop = Stop(mistake.error) if mistake.error else None
    found = explain(expected, mistake.observations, stop, known)
    names = [each.words for each in found]
    if mistake.observations or mistake.told_by_error:
        assert mistake.words in names, f"looks like too many others: {mistake.words}"
    assert len(names) <= MOST_NAMES


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_each_known_mistake_is_explained_by_its_name_on_a_secret_draw(
    chapter, chapter_named, engine
):
    grader = Grader(chapter_named(chapter), engine)
    mistakes = KnownMistakes(grader.chapter, engine, grader.seed)
    for section in grader.chapter.sections.values():
        for check, expected in grader.reference(section).items():
            known = mistakes.of(section, check.removesuffix(CHECK))
            for mistake in known:
                require_own_name(expected, mistake, known)


@pytest.mark.slow
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_kits_data_explain_each_known_mistake_at_home(
    chapter, chapter_named, engine
):
    grader = Grader(chapter_named(chapter), engine, PUBLIC)
    data = public_mistakes(grader)
    mistakes = KnownMistakes(grader.chapter, engine, PUBLIC)
    for section in grader.chapter.sections.values():
        for check, expected in grader.reference(section).items():
            piece = check.removesuffix(CHECK)
            known = [unpacked(expected, each) for each in data[piece]]
            for mistake in mistakes.of(section, piece):
                require_own_name(expected, mistake, known)
