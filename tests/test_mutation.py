"""The checks notice when the reference is changed."""

import pytest

from grading.execution import PREPARATION
from grading.grader import Grader
from grading.sandbox import Engine
from tests.conftest import CHAPTERS
from tests.mutation import (
    LEAST_CAUGHT,
    LIMITS,
    equivalent,
    examined,
    mutants,
    survivors,
)

PIECES = [
    pytest.param(chapter, section.name, piece, id=f"{name}/{piece}")
    for name, chapter in CHAPTERS.items()
    for section, piece in examined(chapter)
]


@pytest.fixture(scope="module")
def impatient():
    """An engine that soon gives up on mutants that loop for ever."""
    with Engine(LIMITS, preparation=PREPARATION) as engine:
        yield engine


def test_a_function_is_changed_in_every_place():
    found = dict(mutants("def f(a, b):\n    return (a - b) / 2"))
    bodies = {source.partition("return ")[2] for source in found.values()}
    assert {
        "(a + b) / 2",
        "(b - a) / 2",
        "(a - b) * 2",
        "(a - b) / 3",
        "a / 2",
    } <= bodies


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "section", "piece"), PIECES)
def test_mutants_of_the_reference_are_caught(chapter, section, piece, impatient):
    chapter.require_release()
    grader = Grader(chapter, impatient)
    count, alive = survivors(grader, chapter.sections[section], piece)
    known = equivalent(chapter.name).get(piece, {})
    assert set(known) <= set(alive), "mutants.toml lists one that is caught, or none"
    missed = set(alive) - set(known)
    assert len(missed) <= (1 - LEAST_CAUGHT) * (count - len(known)), missed
