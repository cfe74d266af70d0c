"""The accuracy card says what was found, and is of the present sample answers."""

import re

import pytest
from click.testing import CliRunner

from authoring.sample_class import reference_sources
from grading.grader import Grader
from grading.sample_answers import Answer, answers
from scaffold.check import PUBLIC
from tests import accuracy
from tests.accuracy import CARD, Row, main, row
from tests.answering import section_of
from tests.conftest import DEFAULT, ROOT

GOOD = Row("loss", 3, 4, [], [], 10, [], 3, 0.25)


def test_a_row_tells_counts_and_shares():
    assert str(GOOD) == "| `loss` | 3 | 4 | 0 | 0 | 10 of 10 | 75% | 25% |"
    assert GOOD.good


@pytest.mark.parametrize("place", ["rejected", "accepted", "missed"])
def test_one_wrong_judgement_is_too_many(place):
    changed = vars(GOOD) | {place: ["one"]}
    assert not Row(**changed).good


def test_right_answers_that_lose_and_wrong_ones_that_win_are_found(
    chapter, engine, monkeypatch
):
    """The reference is called wrong, and a blank is called right."""
    section = section_of(chapter, "loss")
    source = reference_sources(section)["loss"]
    blank = "def loss(self, y_hat, y):\n    raise NotImplementedError()"
    points = next(each.points for each in section.questions if each.piece == "loss")
    misjudged = {
        "a": Answer("loss", "wrong_a", "nothing is wrong", 0.0, points, source),
        "b": Answer("loss", "right_b", "nothing is done", points, points, blank),
    }
    monkeypatch.setattr(accuracy, "answers", lambda *_: misjudged)
    monkeypatch.setattr(accuracy, "fates", lambda *_: [])
    found = row([Grader(chapter, engine, PUBLIC)], section, "loss")
    assert (found.accepted, found.rejected) == (["wrong_a"], ["right_b"])


def test_the_card_is_of_the_present_answers():
    """Otherwise `make corpus` makes a new one."""
    numbers = {}
    pattern = r"\| `(\w+)` \| (\d+) \| (\d+) \| 0 \| 0 \| (\d+) of \4 \|"
    for piece, right, wrong, _ in re.findall(pattern, CARD.read_text("utf-8")):
        numbers[piece] = (int(right), int(wrong))
    wanted = {}
    for answer in answers(ROOT, DEFAULT).values():
        right, wrong = wanted.get(answer.piece, (0, 0))
        wanted[answer.piece] = (right + answer.right, wrong + (not answer.right))
    del wanted["warm_up"]  # worth no points
    assert numbers == wanted


def test_a_chapter_that_does_not_exist_is_refused():
    assert CliRunner().invoke(main, ["astrology"]).exit_code == 2
