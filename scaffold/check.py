"""Checks that report values instead of asserting them.

A check cell draws its own numbers, calls the student's code and *observes* what comes back.
Whether the value is right is decided where the reference values are: in the student's kernel by
the kit's `reference.json` (the public draw), when grading by the judge, outside the process
that ran the student's code, on a secret draw.  Both use `difference`, so that what a
student is told at home and what grading finds cannot disagree.
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

from scaffold.observation import DTYPES, MAX_ITEMS, MIME, describe, difference

PUBLIC = "public"
REFERENCE = "reference.json"


class CheckFailure(AssertionError):  # noqa: N818  (a student's wrong answer is no error of ours)
    """An observation differs from the reference; the message says how, and what to look at."""

    def _render_traceback_(self) -> list[str]:
        return [f"✗ {self}"]


class Check:
    """The examination of one piece: a draw of numbers and the observations made with them.

    Args:
        name: the piece's name; it also selects the draw, so two checks never share numbers.

    The draw follows the environment variable `CHECK_SEED` (`public` unless set).  Under the
    public draw, and with a kit's `reference.json` at hand, `observe` compares and raises
    `CheckFailure`; otherwise it only reports.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        seed = os.environ.get("CHECK_SEED", PUBLIC)
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        self._generator = torch.Generator().manual_seed(
            int.from_bytes(digest[:7], "big")
        )
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
            value: a tensor, an array, a number, a string or None, recorded as it is now.
            points: what a right value earns.
            hint: a question or remark that helps when the value is wrong.
            rtol, atol: how far from the reference's value counts as equal.

        Raises:
            CheckFailure: under the public draw, if a kit's reference has another value.
        """
        seen = {"check": self.name, "name": name, **encode(value)}
        ours = {"points": float(points), "hint": hint, "rtol": rtol, "atol": atol}
        expected = self._next(name)
        if expected is not None:
            problem = difference(expected, seen)
            if problem:
                raise CheckFailure(sentence(self.name, name, problem, expected["hint"]))
        text = f"{'✓' if expected else '·'} {self.name}: {name} ({describe(seen)})"
        display({MIME: seen | ours, "text/plain": text}, raw=True)

    def _next(self, name: str) -> dict[str, Any] | None:
        if self._expected is None:
            return None
        position, self._seen = self._seen, self._seen + 1
        if position < len(self._expected) and self._expected[position]["name"] == name:
            return self._expected[position]
        raise CheckFailure(
            f"{self.name}: this check cell is not the one the kit was made with. "
            "Take the cell from a fresh copy of the notebook."
        )


@lru_cache(maxsize=1)
def _reference() -> dict[str, list[dict[str, Any]]]:
    """The kit's reference values of the public draw; empty in the course's own repository."""
    path = Path(__file__).parent.parent / REFERENCE
    return json.loads(path.read_text("utf-8")) if path.is_file() else {}


def encode(value: Any) -> dict[str, Any]:
    """A value as plain data: `kind`, and `dtype`, `shape` and base64 bytes, or `value`.

    What is neither a tensor, an array nor a plain scalar is reported by its type's name only,
    and so equals nothing that a reference reports.
    """
    if isinstance(value, torch.Tensor):
        try:
            plain = torch.Tensor.numpy(
                value.detach().cpu().resolve_conj().resolve_neg()
            )
        except (
            TypeError,
            RuntimeError,
        ):  # bfloat16, sparse, meta: no right answer has them
            return {"kind": f"tensor of {value.dtype}, {value.layout}"}
        return _encode_array("tensor", plain)
    if isinstance(value, np.ndarray):
        return _encode_array("array", value)
    if value is None or isinstance(value, bool | str):
        return {"kind": type(value).__name__, "value": value}
    if isinstance(
        value, int | float
    ):  # as text: JSON has neither NaN nor long integers
        kind = "int" if isinstance(value, int) else "float"
        return {
            "kind": kind,
            "value": repr(value) if kind == "int" else repr(float(value)),
        }
    return {"kind": type(value).__name__}


def _encode_array(kind: str, array: np.ndarray[Any, Any]) -> dict[str, Any]:
    if array.dtype.name not in DTYPES or array.size > MAX_ITEMS:
        return {"kind": f"{kind} of {array.dtype.name}"}
    data = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"), copy=False)
    return {
        "kind": kind,
        "dtype": array.dtype.name,
        "shape": list(array.shape),
        "data": base64.b64encode(data.tobytes()).decode("ascii"),
    }


def sentence(check: str, name: str, problem: str, hint: str) -> str:
    """One line for people: which observation, what differs, and what to look at."""
    return f"{check}: {name}: {problem}." + (f" {hint}" if hint else "")
