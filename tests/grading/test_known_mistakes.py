"""Wrong sample answers as known mistakes: their words, what to read, what they report."""

import re
from dataclasses import replace

import pytest

from authoring.verify import public_mistakes
from grading.course import CHECK, MISTAKES_TABLE, grade_id
from grading.errors import GradingError
from grading.grader import Grader
from grading.known_mistakes import (
    KnownMistakes,
    heading_above,
    headings,
    known_mistakes,
    with_answers,
)
from grading.sample_answers import answers
from scaffold.check import PUBLIC
from scaffold.diagnosis import MOST_NAMES, explain, packed, unpacked
from scaffold.findings import Stop
from tests.conftest import CHAPTERS, ROOT

PIECES = [
    pytest.param(chapter, section, question.piece, id=question.piece)
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
    return Chapter(chapter, chapter.samples | {MISTAKES_TABLE: text})


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
    """A section and one of its pieces with wrong answers of more than one score."""
    for section in chapter.sections.values():
        for question in section.questions:
            known = known_mistakes(chapter, section, question.piece)
            if len({each.answer.score for each in known}) > 1:
                return section, question.piece
    raise AssertionError("no piece has wrong answers of two scores")


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
    with pytest.raises(
        GradingError, match=f"{MISTAKES_TABLE}: {piece} has no .* nothing"
    ):
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


@pytest.mark.slow
def test_the_answers_of_the_asked_score_are_run_once_and_together(chapter, engine):
    counting = Engine(engine)
    mistakes = KnownMistakes(chapter, counting, "a draw")
    section, piece = piece_with_mistakes(chapter)
    known = known_mistakes(chapter, section, piece)
    score = known[0].answer.score
    found = mistakes.of(section, piece, score)
    wanted = [each.words for each in known if each.answer.score == score]
    assert [each.words for each in found] == wanted
    assert counting.runs == 1
    assert mistakes.of(section, piece, score) == found
    assert counting.runs == 1
    assert mistakes.of(section, piece, score=-1.0) == []
    assert mistakes.of(section, piece)
    assert counting.runs == 2


class BreakingEngine(Engine):
    """Finds a problem with every notebook that holds more than one answer."""

    def __init__(self, engine, check):
        super().__init__(engine)
        self.check = check

    def run(self, cells, *arguments):
        run = super().run(cells, *arguments)
        return replace(run, problems=["too much"] * (cells.count(self.check) > 1))


@pytest.mark.slow
def test_answers_that_break_a_limit_together_are_run_apart(chapter, engine):
    section, piece = piece_with_mistakes(chapter)
    cells = section.notebook.cells
    check = next(one for one in cells if grade_id(one) == piece + CHECK)
    breaking = BreakingEngine(engine, check.source)
    found = KnownMistakes(chapter, breaking, "a draw").of(section, piece)
    assert breaking.runs == len(found) + 1
    assert found == KnownMistakes(chapter, engine, "a draw").of(section, piece)


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "section", "piece"), PIECES)
def test_an_answer_reports_the_same_behind_others(chapter, section, piece, engine):
    """Nothing of an answer is left when the next one is run."""
    together = KnownMistakes(chapter, engine, "a draw").of(section, piece)
    expected = Grader(chapter, engine, "a draw").reference(section)[piece + CHECK]
    for known, seen in zip(
        known_mistakes(chapter, section, piece), together, strict=True
    ):
        alone = KnownMistakes(chapter, engine, "a draw")
        alone._run(section, [known])
        (apart,) = alone._reported.values()
        assert packed(expected, seen) == packed(expected, apart), known.answer.name


def test_without_sample_answers_nothing_is_known(chapter, engine):
    section, piece = piece_with_mistakes(chapter)
    empty = KnownMistakes(Chapter(chapter, {}), engine, "a draw")
    assert empty.of(section, piece) == []


def test_answers_are_run_with_their_own_check_and_no_other(chapter):
    section, piece = piece_with_mistakes(chapter)
    answers = [each.answer for each in known_mistakes(chapter, section, piece)[:2]]
    cells = with_answers(section, answers).cells
    names = [grade_id(one) for one in cells]
    assert names[-1] == piece + CHECK
    assert [name for name in names if name.endswith(CHECK)] == [piece + CHECK] * 2
    sources = [one.source for one in cells if grade_id(one) == piece]
    assert sources == [answer.source for answer in answers]
    kept = [one.source for one in section.notebook.cells]
    assert not set(sources) & set(kept)


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
