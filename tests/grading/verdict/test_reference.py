"""The instructor's notebook must get through its own checks."""

import pytest

from grading.errors import GradingError
from grading.verdict.reference import reference_observations
from tests.grading.verdict.notebooks import (
    CHECK,
    error,
    marked,
    notebook,
    number,
    reports,
    section,
)


def test_the_observations_of_each_check_are_given_by_its_cell():
    values = [number("shape", 1.0), number("value", 2.0, points=3.0)]
    assert reference_observations(section(3), reports(*values)) == {CHECK: values}


def test_points_may_come_in_parts_that_have_no_exact_form():
    values = [number(str(i), 1.0, points=0.1) for i in range(10)]
    assert reference_observations(section(1.0), reports(*values))
    thirds = [number(str(i), 1.0, points=1 / 3 - 1e-10) for i in range(3)]
    assert reference_observations(section(1.0), reports(*thirds))


def test_a_question_for_a_person_has_no_observations():
    assert reference_observations(section(manual=True), notebook()) == {}


@pytest.mark.parametrize(
    ("executed", "reason"),
    [
        (reports(), "no observations, or two of one name"),
        (
            reports(number("a", 1.0, points=1.5), number("a", 2.0, points=1.5)),
            "no observations, or two of one name",
        ),
        (notebook(error("ValueError", "no\nway")), "ValueError: no way"),
    ],
)
def test_a_reference_that_fails_is_named_with_a_remedy(executed, reason):
    with pytest.raises(GradingError) as caught:
        reference_observations(section(), executed)
    assert str(caught.value) == (
        f"02-loss.ipynb: the reference does not get through {CHECK}: {reason}. "
        "Repair the check or the solution, then run `make notebooks release`."
    )


def test_an_error_after_all_observations_counts_too():
    executed = reports(number("a", 1.0, points=3.0))
    executed.cells[-1].outputs += marked("x", error("E", "late")).outputs
    with pytest.raises(GradingError, match="E: late"):
        reference_observations(section(3), executed)


@pytest.mark.parametrize("points", [2.999, 3.001, 0.0])
def test_points_that_do_not_add_up_are_named(points):
    with pytest.raises(GradingError) as caught:
        reference_observations(section(3), reports(number("a", 1.0, points=points)))
    assert str(caught.value) == (
        f"02-loss.ipynb: the observations of {CHECK} are worth {points:g} points, "
        "the cell 3. Make them agree in the notebook."
    )
