"""When a known mistake explains a report, and when nothing is said."""

import json

import pytest
import torch

from scaffold import diagnosis
from scaffold.check import encode
from scaffold.diagnosis import (
    FRAME,
    MISTAKES,
    OR,
    Mistake,
    explain,
    mistakes_of,
    packed,
    sentences,
    unpacked,
)
from scaffold.findings import Stop

RIGHT = [torch.tensor([1.0, 2.0, 3.0]), True, 4.0]
DOUBLED = [torch.tensor([2.0, 4.0, 6.0]), True, 8.0]


def observed(name, value, **options):
    """A value as a check reports it."""
    frame = {"check": "loss", "name": name, "points": 1.0, "hint": "?"}
    return frame | encode(value) | {"rtol": 1e-4, "atol": 1e-6} | options


def report(values):
    return [observed(f"number {place}", value) for place, value in enumerate(values)]


def mistake(values, words="it is doubled", **options):
    return Mistake(words, "The loss", report(values), **options)


def names(reported, *mistakes, stop=None):
    found = explain(report(RIGHT), reported, stop, mistakes)
    return [one.words for one in found]


def test_a_report_that_is_a_mistakes_has_its_name():
    near = [DOUBLED[0] * (1 + 1e-6), True, 8.0000001]
    assert names(report(near), mistake(DOUBLED)) == ["it is doubled"]


@pytest.mark.parametrize(
    "near_miss",
    [
        [DOUBLED[0], True, 4.0],  # right where the mistake is wrong
        [DOUBLED[0], False, 8.0],  # wrong where the mistake is right
        [DOUBLED[0] * 1.01, True, 8.0],
        [DOUBLED[0].double(), True, 8.0],
        [DOUBLED[0].reshape(3, 1), True, 8.0],
        [DOUBLED[0], 1, 8.0],
        DOUBLED[:2],
    ],
)
def test_a_near_miss_has_no_name(near_miss):
    assert names(report(near_miss), mistake(DOUBLED)) == []


def test_what_is_right_has_no_name_even_if_a_mistake_reports_the_same():
    assert names(report(RIGHT), mistake(RIGHT)) == []


def test_a_right_beginning_is_named_only_with_the_mistakes_own_end():
    begun, broken = RIGHT[:2], mistake(RIGHT[:2], error="TypeError: no")
    assert names(report(begun), broken, stop=Stop("TypeError: no", "my line"))
    assert names(report(begun), broken, stop=Stop("TypeError: yes")) == []
    assert names(report(begun), broken) == []
    assert names(report(begun), mistake(begun), stop=Stop("TypeError: no")) == []


def test_two_mistakes_that_look_alike_are_both_named_and_three_are_not():
    first, second, third = (mistake(DOUBLED, words) for words in ("a", "b", "c"))
    assert names(report(DOUBLED), first, second) == ["a", "b"]
    assert names(report(DOUBLED), first, second, third) == []


def test_answers_that_share_their_words_are_one_mistake():
    alike = [mistake(DOUBLED, "a") for _ in range(3)]
    assert names(report(DOUBLED), *alike) == ["a"]


def test_each_value_must_be_near_to_the_other():
    """A tolerance is a share of one of the two, and they may be far apart in size."""
    wide = {"rtol": 0.6, "atol": 0.0}
    expected = [observed("x", 9.0, **wide)]
    known = Mistake("it is halved", "", [observed("x", 2.0, **wide)])
    assert explain(expected, [observed("x", 2.5)], None, [known])
    assert explain(expected, [observed("x", 1.0)], None, [known]) == []
    assert explain(expected, [observed("x", 4.0)], None, [known]) == []


def test_an_error_before_anything_is_reported_proves_nothing_by_itself():
    stop = Stop("TypeError: no")
    assert names([], mistake([], error="TypeError: no"), stop=stop) == []
    telling = mistake([], error="TypeError: no", told_by_error=True)
    assert names([], telling, stop=stop) == ["it is doubled"]
    assert names([], telling, stop=Stop("TypeError: yes")) == []


def test_where_none_is_used_the_operation_does_not_matter_once_something_is_reported():
    multiplied = "TypeError: unsupported operand type(s) for *: 'NoneType' and 'float'"
    cleared = Stop("AttributeError: 'NoneType' object has no attribute 'zero_'")
    assert names(report(RIGHT[:1]), mistake(RIGHT[:1], error=multiplied), stop=cleared)
    told = mistake([], error=multiplied, told_by_error=True)
    assert names([], told, stop=cleared) == []


@pytest.mark.parametrize(
    "junk",
    [
        {},
        {"kind": "tensor"},
        {"kind": "tensor", "dtype": "float32", "shape": [3], "data": "%"},
        {"kind": "tensor", "dtype": "float32", "shape": [10**9], "data": ""},
        {"kind": ["tensor"], "shape": "x"},
        {"kind": "float", "value": "many", "rtol": 1e9, "atol": 1e9},
    ],
)
def test_a_damaged_report_has_no_name(junk):
    reported = [junk, *report(DOUBLED)[1:]]
    assert names(reported, mistake(DOUBLED)) == []


def test_tolerances_of_a_submission_count_nothing():
    bold = [
        one | {"rtol": 1e9, "atol": 1e9} for one in report([DOUBLED[0] + 1, True, 8.0])
    ]
    assert names(bold, mistake(DOUBLED)) == []


def test_a_name_is_one_sentence_and_the_heading_another():
    first = Mistake("it is doubled", "The loss", [])
    second = Mistake("it is turned", "The gradient", [])
    assert sentences([]) == []
    assert sentences([first]) == [f"{FRAME} it is doubled.", "Read again: “The loss”."]
    assert sentences([first, second])[:2] == [
        f"{FRAME} it is doubled.",
        f"{OR} it is turned.",
    ]
    assert sentences([first, second])[2] == "Read again: “The loss” and “The gradient”."
    assert len(sentences([first, Mistake("it is lost", "The loss", [])])) == 3


@pytest.mark.parametrize("values", [DOUBLED, RIGHT[:2], [None, True, 8.0], []])
def test_the_kits_data_give_the_mistake_back_without_what_is_right(values):
    known = mistake(values, error="TypeError: no", told_by_error=True)
    data = json.loads(json.dumps(packed(report(RIGHT), known)))
    assert unpacked(report(RIGHT), data) == known
    wrong = {str(place) for place, one in enumerate(values) if one is not RIGHT[place]}
    assert set(data["differing"]) == wrong - {"1"}  # True is True in all of them


@pytest.fixture
def kit(tmp_path, monkeypatch):
    """A kit whose data know one mistake in `loss`."""
    monkeypatch.setattr(diagnosis, "__file__", str(tmp_path / "scaffold" / "d.py"))
    diagnosis._kit.cache_clear()
    data = {"loss": [packed(report(RIGHT), mistake(DOUBLED))]}
    (tmp_path / MISTAKES).write_text(json.dumps(data), "utf-8")
    yield tmp_path
    diagnosis._kit.cache_clear()


def test_at_home_the_kits_data_name_a_mistake(kit):
    (found,) = mistakes_of("loss", report(RIGHT), report(DOUBLED))
    assert found.words == "it is doubled"
    assert mistakes_of("loss", report(RIGHT), report(RIGHT)) == []
    assert mistakes_of("forward", report(RIGHT), report(DOUBLED)) == []


def test_where_the_kits_data_cannot_be_read_nothing_is_named(kit):
    (kit / MISTAKES).write_text("[", "utf-8")
    assert mistakes_of("loss", report(RIGHT), report(DOUBLED)) == []


def test_without_the_kits_data_nothing_is_named(kit):
    (kit / MISTAKES).unlink()
    assert mistakes_of("loss", report(RIGHT), report(DOUBLED)) == []
