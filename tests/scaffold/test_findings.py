"""Points and sentences of a check; the judge's tests go through the same function."""

import pytest

from scaffold.findings import Stop, find


def number(name, value, points=1.0, hint=""):
    return {
        "check": "x",
        "name": name,
        "kind": "float",
        "value": str(value),
        "points": points,
        "hint": hint,
        "rtol": 1e-4,
        "atol": 1e-6,
    }


EXPECTED = [number("shape", 2.0, points=0.0), number("value", 0.5, hint="Mean?")]


def test_the_first_problem_is_told_without_its_mark():
    assert find(EXPECTED, EXPECTED).problem == ""
    found = find(EXPECTED, [EXPECTED[0], number("value", 0.7)])
    assert found.problem.startswith("value (1 point): it differs")
    assert found.sentences[1] == f"✗ {found.problem}"


@pytest.mark.parametrize(
    ("stop", "told"),
    [
        (Stop("KeyError: 1"), "stopped by KeyError: 1. Mean?"),
        (Stop("KeyError", "f(x)"), "stopped by KeyError, in your line `f(x)`. Mean?"),
    ],
)
def test_an_error_is_told_where_it_stopped_the_check(stop, told):
    found = find(EXPECTED, EXPECTED[:1], stop)
    assert found.score == 0
    assert found.sentences == ["✓ shape", f"✗ value (1 point): {told}"]


def test_an_error_after_the_last_observation_costs_nothing():
    assert find(EXPECTED, EXPECTED, Stop("KeyError")).problem == ""


def test_what_is_not_reached_without_an_error_is_listed():
    assert find(EXPECTED, []).sentences == ["✗ not reached: shape, value."]


def test_an_untouched_piece_has_one_sentence():
    blank = Stop("NotImplementedError", not_started=True)
    assert find(EXPECTED, [], blank).sentences == ["✗ not started."]
    assert len(find(EXPECTED, EXPECTED[:1], blank).sentences) == 2
