"""What a wrong array looks like beside the right one: twice, transposed, shifted.

A person finds a mistake faster from "twice as much everywhere" than from the size of a
difference.  Only what is true of all numbers is said.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = np.ndarray[Any, Any]

_REAL_KINDS = "fiu"  # numpy's letters for floating point and whole numbers
_CLOSE = 1e-3  # how exactly a factor must fit, whatever the tolerance of the check
_LARGEST_FACTOR = 50  # a single number is close to a multiple of another by chance
_NEAR_ZERO = 1e-3  # as a share of the largest: too small to divide by
_NAMED_FACTORS = {
    2.0: "twice as much",
    0.5: "half as much",
    -1.0: "of the opposite sign",
}


@dataclass(frozen=True)
class Tolerance:
    """How far apart two numbers may be and still count as equal.

    Attributes:
        relative: as a share of the right one.
        absolute: besides.
    """

    relative: float
    absolute: float

    def equal(self, right: Array, got: Array) -> bool:
        """Whether all numbers of two arrays of one shape are near enough."""
        near = np.isclose(got, right, self.relative, self.absolute, equal_nan=True)
        return bool(near.all())


@np.errstate(all="ignore")
def resemblance(right: Array, got: Array, tolerance: Tolerance) -> str:
    """A few words that say how all numbers of a wrong array differ from the right ones.

    Args:
        right: the reference's numbers.
        got: the others, of any shape and dtype.
        tolerance: within which two numbers are equal.

    Returns:
        Words that go on from "they are" or, of a single number, "it is"; empty if
        nothing simple describes them.
    """
    if got.size != right.size or not right.size:
        return ""
    if right.dtype.kind not in _REAL_KINDS or got.dtype.kind not in _REAL_KINDS:
        return ""
    if got.shape != right.shape:
        return _in_another_shape(right, got, tolerance)
    if tolerance.equal(right, got):
        return "the right ones"
    if not np.isfinite(got).all() or not np.isfinite(right).all():
        return ""
    right, got = right.astype("float64"), got.astype("float64")
    for describe in _DESCRIPTIONS:
        words = describe(right, got, tolerance)
        if words:
            return words
    return ""


def _in_another_shape(right: Array, got: Array, tolerance: Tolerance) -> str:
    if got.T.shape == right.shape and tolerance.equal(right, got.T):
        return "the right ones, but transposed"
    if tolerance.equal(right, got.reshape(right.shape)):
        return "the right ones, but not their shape"
    return ""


def _zero(right: Array, got: Array, tolerance: Tolerance) -> str:
    if got.any():
        return ""
    return "zero" if got.size == 1 else "all zero"


def _multiple(right: Array, got: Array, tolerance: Tolerance) -> str:
    large = np.abs(right) > _NEAR_ZERO * np.abs(right).max()
    if not large.any():
        return ""
    factor = float(np.median(got[large] / right[large]))
    close = Tolerance(_CLOSE, _CLOSE * float(np.abs(got).max()))
    for exact, words in _NAMED_FACTORS.items():
        if close.equal(right * exact, got):
            return words if right.size == 1 else f"{words} everywhere"
    times = _whole(factor)
    if times and close.equal(right * times, got):
        return f"{times} times as much: a sum where a mean is asked for?"
    parts = _whole(1 / factor) if factor else 0
    if parts and close.equal(right / parts, got):
        return f"1/{parts} of what they should be: divided once too often?"
    if right.size > 1 and large.sum() > 1 and close.equal(right * factor, got):
        return "all wrong by the same factor"
    return ""


def _whole(factor: float) -> int:
    """The whole number next to a factor; 0 if that is not worth a word."""
    if not 1.5 < factor < _LARGEST_FACTOR + 0.5:  # so neither NaN nor infinity
        return 0
    return round(factor)


def _shifted(right: Array, got: Array, tolerance: Tolerance) -> str:
    shift = float(np.median(got - right))
    if right.size > 1 and tolerance.equal(right + shift, got):
        return "all off by the same amount"
    return ""


def _in_another_order(right: Array, got: Array, tolerance: Tolerance) -> str:
    if right.size > 1 and tolerance.equal(np.sort(right, None), np.sort(got, None)):
        return "the right ones, but in another order"
    return ""


_DESCRIPTIONS: list[Callable[[Array, Array, Tolerance], str]] = [
    _zero,
    _multiple,
    _shifted,
    _in_another_order,
]
