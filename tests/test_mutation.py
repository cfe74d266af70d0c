"""The checks notice when the reference is changed."""

import pytest

from authoring import ROOT
from grading.course import Chapter
from grading.execution import PREPARATION, Cache, Engine
from grading.score import Grader
from tests.mutation import LIMITS, equivalent, mutants, survivors

ASSIGNMENT = Chapter(ROOT, "linear_regression")
PIECES = [
    (section.name, question.piece)
    for section in ASSIGNMENT.sections.values()
    for question in section.questions
    if question.points and not question.manual
]


@pytest.fixture(scope="module")
def impatient():
    """A grader that soon gives up on mutants that loop for ever."""
    with Engine(LIMITS, PREPARATION) as engine:
        yield Grader(ASSIGNMENT, lambda: engine, Cache(None), limits=LIMITS)


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


@pytest.mark.parametrize(("section", "piece"), PIECES, ids=map("/".join, PIECES))
def test_mutants_of_the_reference_are_caught(section, piece, impatient):
    count, alive = survivors(impatient, ASSIGNMENT.sections[section], piece)
    known = equivalent().get(piece, {})
    assert set(known) <= set(alive), (
        "mutants.toml lists a mutant that is caught, or none at all"
    )
    missed = set(alive) - set(known)
    assert len(missed) <= 0.05 * (count - len(known)), missed
