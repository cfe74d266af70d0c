"""Observations: values that checks report, as plain data, and how two of them differ.

The comparison needs neither PyTorch nor IPython, so that whoever judges can do without
both.  In the student's kernel, in the kit and in the grader it is this one.
"""

import base64
import binascii
import math
from collections.abc import Mapping
from typing import NotRequired, TypeAlias, TypedDict

import numpy as np

from scaffold.resemblance import Array, Tolerance, resemblance


class Value(TypedDict):
    """A value as plain data.

    Attributes:
        kind: `tensor`, `array`, `bool`, `int`, `float`, `str`, `NoneType`; of anything
            else, what it is in words.
        dtype: of a tensor or an array: its name, such as `float32`.
        shape: of a tensor or an array.
        data: of a tensor or an array: its bytes, little end first, in base64.
        value: of the other kinds. Numbers stand as text, since JSON has neither NaN
            nor integers of any length.
    """

    kind: str
    dtype: NotRequired[str]
    shape: NotRequired[list[int]]
    data: NotRequired[str]
    value: NotRequired[bool | str | None]


class Observation(Value):
    """A value that a check reports, with what it is worth.

    Attributes:
        check: the piece that is examined.
        name: what is looked at, unique within the check.
        points: what a right value earns; 0 if it is only required.
        hint: helps when the value is wrong.
        rtol: how far a number may be off, as a share of the reference's.
        atol: how far it may be off besides.
    """

    check: str
    name: str
    points: float
    hint: str
    rtol: float
    atol: float


# An observation that comes from a submission: any key may be missing, or hold anything.
Reported: TypeAlias = Mapping[str, object]

MIME = "application/vnd.course.observation+json"
MAX_ITEMS = 200_000
MAX_AXES = 32

_EXACT = ("bool", "uint8", "int8", "int16", "int32", "int64")
_INEXACT = ("float16", "float32", "float64", "complex64", "complex128")
_INEXACT_KINDS = "fc"  # numpy's letters for floating point and complex
_NOT_SO = "this is not so"
_IN_WORDS = {"int": "whole number", "str": "text"}
_VOWELS = "aeiou"
DTYPES = {name: np.dtype(name) for name in (*_EXACT, *_INEXACT)}


def decode(seen: Reported) -> Array:
    """The array inside an observation.

    Raises:
        ValueError: if dtype, shape and length of the data do not belong together.
    """
    dtype = seen.get("dtype")
    shape = seen.get("shape")
    data = seen.get("data")
    if not isinstance(dtype, str) or dtype not in DTYPES:
        raise ValueError("not an array")
    if not isinstance(data, str) or not isinstance(shape, list):
        raise ValueError("not an array")
    if len(shape) > MAX_AXES or not all(_is_length(length) for length in shape):
        raise ValueError("not a shape")
    try:
        raw = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if math.prod(shape) * DTYPES[dtype].itemsize != len(raw):
        raise ValueError("data do not fill the shape")
    return np.frombuffer(raw, DTYPES[dtype].newbyteorder("<")).reshape(shape)


def _is_length(length: object) -> bool:
    # `type`, since True is an int as well.
    return type(length) is int and 0 <= length <= MAX_ITEMS


def describe(seen: Reported) -> str:
    """Kind, dtype and shape of an observation in words, without its numbers."""
    kind = seen.get("kind")
    shape = seen.get("shape")
    if not isinstance(shape, list):
        return str(kind)
    return f"{seen.get('dtype')} {kind} of shape {tuple(shape)}"


def difference(expected: Observation, seen: Reported) -> str | None:
    """What is wrong with an observation, or None where it equals the reference's.

    Kind, dtype and shape must agree exactly; numbers within the reference's tolerances;
    NaN equals NaN at the same place, an infinity only itself.  The answer says what the
    value looks like beside the right one, or else gives places and magnitudes as powers
    of ten; never the expected numbers.

    Args:
        expected: the reference's observation.
        seen: what was reported; it may hold anything.
    """
    if expected["kind"] != seen.get("kind"):
        return _another_kind(expected, seen)
    if "shape" in expected:
        return _array_difference(expected, seen)
    if expected["kind"] == "float":
        return _float_difference(expected, seen)
    right = expected.get("value")
    got = seen.get("value")
    if type(right) is type(got) and right == got:
        return None
    if type(right) is type(got) and isinstance(right, bool):
        return _NOT_SO
    return f"it is another {_IN_WORDS.get(expected['kind'], 'value')} than expected"


def _another_kind(expected: Observation, seen: Reported) -> str:
    if seen.get("kind") == "NoneType":
        return f"expected {_article(expected)}, but nothing came back (None)"
    return f"expected {_article(expected)}, got {_article(seen)}"


def _article(seen: Reported) -> str:
    words = describe(seen)
    article = "an" if words[:1] in _VOWELS else "a"
    return f"{article} {words}"


def _array_difference(expected: Observation, seen: Reported) -> str | None:
    try:
        got = decode(seen)
    except ValueError as error:
        return f"the reported value is damaged ({error})"
    right = decode(expected)
    if right.dtype == got.dtype and right.shape == got.shape:
        return _number_difference(expected, right, got)
    words = resemblance(right, got, _tolerance(expected))
    told = f"; the numbers are {words}" if words else ""
    return _another_kind(expected, seen) + told


def _tolerance(expected: Observation) -> Tolerance:
    if expected.get("dtype") in _EXACT:
        return Tolerance(0.0, 0.0)
    return Tolerance(expected["rtol"], expected["atol"])


def _float_difference(expected: Observation, seen: Reported) -> str | None:
    damaged = "the reported value is damaged"
    text = seen.get("value")
    if not isinstance(text, str | int | float):
        return damaged
    try:
        got = float(text)
    except (ValueError, OverflowError):
        return damaged
    right = float(str(expected["value"]))
    return _number_difference(expected, np.asarray(right), np.asarray(got))


# What is infinite or too large for its dtype differs; it is no matter of warnings.
@np.errstate(invalid="ignore", over="ignore")
def _number_difference(expected: Observation, right: Array, got: Array) -> str | None:
    """In words, how far two arrays of one shape are apart; None if near enough."""
    inexact = right.dtype.kind in _INEXACT_KINDS
    if inexact:
        rtol = expected["rtol"]
        atol = expected["atol"]
        wrong = ~np.isclose(got, right, rtol, atol, equal_nan=True)
    else:
        wrong = right != got
    if not wrong.any():
        return None
    words = resemblance(right, got, _tolerance(expected))
    if words:
        return f"it is {words}" if wrong.size == 1 else f"they are {words}"
    share = "it differs"
    if wrong.size > 1:
        share = f"{int(wrong.sum())} of {wrong.size} numbers differ"
    if not inexact:
        return share
    return f"{share}; {_largest_gap(wrong, right, got)}"


def _largest_gap(wrong: Array, right: Array, got: Array) -> str:
    """The size of the largest difference as a power of ten, and its place."""
    if not np.isfinite(got[wrong]).all():
        return "NaN or infinity is among them" if got.size > 1 else "NaN or infinity"
    gap = np.abs(np.where(wrong, got - right, 0))
    if not np.isfinite(gap).all():
        return "the largest difference is beyond all numbers"
    largest = int(gap.argmax())
    size = math.floor(math.log10(gap.max()))
    place = [int(index) for index in np.unravel_index(largest, gap.shape)]
    where = f", at {place}" if place else ""
    return f"the largest difference is about 10^{size}{where}"
