"""What a wrong array looks like beside the right one, and when nothing is said."""

import numpy as np
import pytest

from scaffold.resemblance import Tolerance, resemblance

EXACT = Tolerance(1e-6, 1e-9)
RIGHT = np.array([[0.7, -1.3, 2.1], [0.0, 4.4, -0.2]])
ROWS = len(RIGHT)


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (2 * RIGHT, "twice as much everywhere"),
        (RIGHT / 2, "half as much everywhere"),
        (-RIGHT, "of the opposite sign everywhere"),
        (7 * RIGHT, "7 times as much: a sum where a mean is asked for?"),
        (RIGHT / 7, "1/7 of what they should be: divided once too often?"),
        (0.37 * RIGHT, "all wrong by the same factor"),
        (RIGHT + 0.9, "all off by the same amount"),
        (RIGHT[::-1], "the right ones, but in another order"),
        (RIGHT.T, "the right ones, but transposed"),
        (RIGHT.reshape(6), "the right ones, but not their shape"),
        (RIGHT.reshape(1, 2, 3), "the right ones, but not their shape"),
        (0 * RIGHT, "all zero"),
        (RIGHT.astype("float32"), "the right ones"),
    ],
)
def test_a_simple_relation_is_named(got, words):
    assert resemblance(RIGHT, got, Tolerance(1e-5, 1e-6)) == words


@pytest.mark.parametrize(
    "got",
    [
        RIGHT**2,
        np.where(RIGHT > 4, 9.9, RIGHT),
        np.where(RIGHT > 4, 9.9, 2 * RIGHT),
        RIGHT[:1],
        RIGHT.T + 1,
        np.where(RIGHT > 4, np.nan, RIGHT),
        np.where(RIGHT > 4, np.inf, RIGHT),
    ],
)
def test_what_is_not_true_of_all_numbers_is_not_said(got):
    assert resemblance(RIGHT, got, EXACT) == ""


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (2.2, "twice as much"),
        (0.55, "half as much"),
        (-1.1, "of the opposite sign"),
        (0.0, "zero"),
        (3.3, "3 times as much: a sum where a mean is asked for?"),
        (1.1 * 51, ""),
        (1.7, ""),
    ],
)
def test_of_a_single_number_only_whole_multiples_are_named(got, words):
    assert resemblance(np.array(1.1), np.array(got), EXACT) == words


def test_nothing_is_a_multiple_of_zero():
    zero = np.zeros(3)
    assert resemblance(zero, np.array([1.0, 2.0, 4.0]), EXACT) == ""
    assert resemblance(zero, zero + 5, EXACT) == "all off by the same amount"
    assert resemblance(np.zeros(0), np.zeros(0), EXACT) == ""


def test_two_numbers_that_are_far_too_large_break_nothing():
    large = np.array([1e308, -1e308])
    assert resemblance(large, np.array([-1e308, -1e308]), EXACT) == ""


LEAST, MOST = 5e-324, 1.7e308


@pytest.mark.parametrize(
    ("right", "got"),
    [
        ([0.1], [MOST]),
        ([-0.1], [MOST]),
        ([1.0], [LEAST]),
        ([LEAST], [MOST]),
        ([0.1, 0.2, 0.3], [MOST, -MOST, MOST]),
        ([0.1, 0.2], [MOST, -MOST]),
        ([MOST, MOST], [-LEAST, MOST]),
    ],
)
@pytest.mark.filterwarnings("error")
def test_no_number_is_too_large_or_too_small_to_be_compared(right, got):
    """What a submission reports may be anything, and must not stop who judges it."""
    assert resemblance(np.array(right), np.array(got), EXACT) == ""


@pytest.mark.filterwarnings("error")
def test_complex_numbers_and_truth_values_have_no_such_words():
    right = np.array([1.0, 2.0, 3.0])
    assert resemblance(right, right * 2j, EXACT) == ""
    assert resemblance(right, right + 2j, EXACT) == ""
    assert resemblance(right > 1, right > 2, EXACT) == ""
