"""Checks that report values instead of asserting them.

A check cell draws its own numbers, calls the student's code and *observes* what comes
back.  Whether the value is right is decided where the reference values are: in the
student's kernel by the kit's `reference.json` (the public draw), when grading by the
judge, outside the process that ran the student's code, on a secret draw.  Both use
`difference`, so that what a student is told at home and what grading finds cannot
disagree.
"""

import base64
import hashlib
import json
import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
from IPython.display import display

from scaffold.observation import (
    DTYPES,
    MAX_ITEMS,
    MIME,
    Array,
    Observation,
    Value,
    describe,
    difference,
)

PUBLIC = "public"
REFERENCE = "reference.json"
_SEED_BYTES = 7  # PyTorch's generators take a seed of 64 bits with a sign


class CheckFailure(AssertionError):  # noqa: N818  (a wrong answer is no error of ours)
    """An observation differs from the reference's.

    The message says how, and what to look at.
    """

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show one line in place of a traceback."""
        return [f"✗ {self}"]


class Check:
    """The examination of one piece: a draw of numbers and the observations made of it.

    Args:
        name: the piece's name; it also selects the draw, so two checks never share
            numbers.

    The draw follows the environment variable `CHECK_SEED` (`public` unless set).  Under
    the public draw, and with a kit's `reference.json` at hand, `observe` compares and
    raises `CheckFailure`; otherwise it only reports.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        seed = os.environ.get("CHECK_SEED", PUBLIC)
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        number = int.from_bytes(digest[:_SEED_BYTES], "big")
        self._generator = torch.Generator().manual_seed(number)
        self._expected = _reference().get(name) if seed == PUBLIC else None
        self._seen = 0

    def normal(self, *shape: int) -> torch.Tensor:
        """Standard normal numbers of the given shape, float32, drawn for this check."""
        return torch.randn(*shape, generator=self._generator)

    def uniform(self, low: float, high: float) -> float:
        """A number drawn uniformly from [low, high)."""
        return low + (high - low) * float(torch.rand(1, generator=self._generator))

    def integer(self, low: int, high: int) -> int:
        """A whole number drawn uniformly from low to high, both included."""
        return int(torch.randint(low, high + 1, (1,), generator=self._generator))

    def require(
        self,
        name: str,
        value: Any,
        hint: str = "",
        rtol: float = 1e-4,
        atol: float = 1e-6,
    ) -> None:
        """Report a value that earns nothing by itself, since it could be guessed.

        If it differs from the reference's, the rest of this check earns nothing either.
        """
        self.observe(name, value, points=0.0, hint=hint, rtol=rtol, atol=atol)

    def observe(
        self,
        name: str,
        value: Any,
        points: float,
        hint: str = "",
        rtol: float = 1e-4,
        atol: float = 1e-6,
    ) -> None:
        """Report `value` under `name`; it is worth `points` if it is the reference's.

        Args:
            name: what is looked at, unique within the check.
            value: a tensor, an array, a number, a string or None, recorded as it is
                now.
            points: what a right value earns.
            hint: a question or remark that helps when the value is wrong.
            rtol: how far a number may be off, as a share of the reference's.
            atol: how far it may be off besides.

        Raises:
            CheckFailure: under the public draw, if a kit's reference has another value.
        """
        seen: Observation = {
            "check": self.name,
            "name": name,
            **encode(value),
            "points": float(points),
            "hint": hint,
            "rtol": rtol,
            "atol": atol,
        }
        expected = self._next_expected(name)
        if expected is not None:
            problem = difference(expected, seen)
            if problem:
                hint = f" {expected['hint']}" if expected["hint"] else ""
                raise CheckFailure(f"{self.name}: {name}: {problem}.{hint}")
        mark = "·" if expected is None else "✓"
        text = f"{mark} {self.name}: {name} ({describe(seen)})"
        display({MIME: seen, "text/plain": text}, raw=True)

    def _next_expected(self, name: str) -> Observation | None:
        """The kit's reference for the next observation; None where there is no kit."""
        if self._expected is None:
            return None
        position = self._seen
        self._seen += 1
        if position < len(self._expected):
            expected = self._expected[position]
            if expected["name"] == name:
                return expected
        raise CheckFailure(
            f"{self.name}: this check cell is not the one the kit was made with. "
            "Take the cell from a fresh copy of the notebook."
        )


@lru_cache(maxsize=1)
def _reference() -> dict[str, list[Observation]]:
    """The kit's values on the public draw, by piece.

    There are none in the course's own repository, where values are only reported.
    """
    path = Path(__file__).parent.parent / REFERENCE
    if not path.is_file():
        return {}
    values: dict[str, list[Observation]] = json.loads(path.read_text("utf-8"))
    return values


def encode(value: Any) -> Value:
    """A value as plain data.

    What is neither a tensor, an array nor a plain scalar is reported by its type's name
    only, and so equals nothing that a reference reports.
    """
    if isinstance(value, torch.Tensor):
        return _encode_tensor(value)
    if isinstance(value, np.ndarray):
        return _encode_array("array", value)
    if value is None or isinstance(value, bool | str):
        return {"kind": type(value).__name__, "value": value}
    if isinstance(value, int):
        return {"kind": "int", "value": repr(value)}
    if isinstance(value, float):
        return {"kind": "float", "value": repr(float(value))}
    return {"kind": type(value).__name__}


def _encode_tensor(tensor: torch.Tensor) -> Value:
    try:
        plain = tensor.detach().cpu().resolve_conj().resolve_neg()
        # Of the class, so that a subclass cannot answer in its place.
        array = torch.Tensor.numpy(plain)
    except (TypeError, RuntimeError):
        # bfloat16, sparse, meta: no right answer has them.
        return {"kind": f"tensor of {tensor.dtype}, {tensor.layout}"}
    return _encode_array("tensor", array)


def _encode_array(kind: str, array: Array) -> Value:
    if array.dtype.name not in DTYPES or array.size > MAX_ITEMS:
        return {"kind": f"{kind} of {array.dtype.name}"}
    little_end_first = array.dtype.newbyteorder("<")
    data = np.ascontiguousarray(array).astype(little_end_first, copy=False)
    return {
        "kind": kind,
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "data": base64.b64encode(data.tobytes()).decode("ascii"),
    }
