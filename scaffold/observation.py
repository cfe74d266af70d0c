"""Observations: values that checks report, as plain data, and how two of them differ.

The comparison needs neither PyTorch nor IPython, so that whoever judges can do without both.
In the student's kernel, in the kit and in the grader it is this one.
"""

import base64
import binascii
import math
from typing import Any

import numpy as np

MIME = "application/vnd.course.observation+json"
_WHOLE = ("bool", "uint8", "int8", "int16", "int32", "int64")
_BROKEN = ("float16", "float32", "float64", "complex64", "complex128")
DTYPES = {name: np.dtype(name) for name in (*_WHOLE, *_BROKEN)}
MAX_ITEMS = 200_000


def decode(seen: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The array inside an observation.

    Raises:
        ValueError: if dtype, shape and length of the data do not belong together.
    """
    dtype, shape, data = seen.get("dtype"), seen.get("shape"), seen.get("data")
    if dtype not in DTYPES or not isinstance(data, str) or not isinstance(shape, list):
        raise ValueError("not an array")
    if len(shape) > 32 or any(
        type(n) is not int or not 0 <= n <= MAX_ITEMS for n in shape
    ):
        raise ValueError("not a shape")
    try:
        raw = base64.b64decode(data, validate=True)
    except binascii.Error as error:
        raise ValueError("not base64") from error
    if math.prod(shape) * DTYPES[dtype].itemsize != len(raw):
        raise ValueError("data do not fill the shape")
    return np.frombuffer(raw, DTYPES[dtype].newbyteorder("<")).reshape(shape)


def describe(seen: dict[str, Any]) -> str:
    """Kind, dtype and shape of an observation in words, without its numbers."""
    kind, dtype, shape = (seen.get(key) for key in ("kind", "dtype", "shape"))
    return (
        f"{dtype} {kind} of shape {tuple(shape)}"
        if isinstance(shape, list)
        else str(kind)
    )


def difference(expected: dict[str, Any], seen: dict[str, Any]) -> str | None:
    """What is wrong with an observation, or None where it equals the reference's.

    Kind, dtype and shape must agree exactly; numbers within the reference's tolerances; NaN
    equals NaN at the same place, an infinity only itself.  The answer gives shapes, places and
    magnitudes as powers of ten, never the expected numbers.
    """
    if expected["kind"] != seen.get("kind"):
        return f"expected a {describe(expected)}, got a {describe(seen)}"
    if "shape" in expected:
        if (expected["shape"], expected["dtype"]) != (
            seen.get("shape"),
            seen.get("dtype"),
        ):
            return f"expected a {describe(expected)}, got a {describe(seen)}"
        try:
            return _far(expected, decode(expected), decode(seen))
        except ValueError as error:
            return f"the reported value is damaged ({error})"
    if expected["kind"] == "float":
        try:
            pair = [np.asarray(float(one["value"])) for one in (expected, seen)]
        except (KeyError, TypeError, ValueError, OverflowError):
            return "the reported value is damaged"
        return _far(expected, *pair)
    right, got = expected.get("value"), seen.get("value")
    same = type(right) is type(got) and right == got
    return None if same else f"the {expected['kind']} is not the expected one"


def _far(
    expected: dict[str, Any], right: np.ndarray[Any, Any], got: np.ndarray[Any, Any]
) -> str | None:
    if right.dtype.kind not in "fc":
        wrong = right != got
    else:
        close = np.isclose(
            got, right, expected["rtol"], expected["atol"], equal_nan=True
        )
        wrong = ~close
    if not wrong.any():
        return None
    share = (
        f"{int(wrong.sum())} of {wrong.size} numbers differ"
        if wrong.size > 1
        else "differs"
    )
    if right.dtype.kind not in "fc":
        return share
    gap = np.abs(np.where(wrong, got - right, 0))
    if not np.isfinite(gap).all():
        return f"{share}; NaN or infinity where it should not be, or missing where it should"
    size = math.floor(math.log10(float(gap.max()))) if gap.max() > 0 else -99
    place = tuple(int(i) for i in np.unravel_index(int(gap.argmax()), gap.shape))
    where = f", at {list(place)}" if place else ""
    return f"{share}; the largest difference is about 10^{size}{where}"
