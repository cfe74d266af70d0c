"""Checks that report values instead of asserting them.

A check cell draws its own numbers, calls the student's code and *observes* what comes
back.  Whether the value is right is decided where the reference values are: in the
student's kernel by the kit's `reference.json` (the public draw), when grading by the
judge, outside the process that ran the student's code, on a secret draw.  Both call
`find`, so that what a student is told at home and what grading finds cannot disagree.
"""

import base64
import hashlib
import json
import math
import os
from functools import lru_cache
from pathlib import Path
from traceback import StackSummary, walk_tb
from types import TracebackType
from typing import Any, Self

import numpy as np
import torch
from IPython.display import display

from scaffold.card import Card
from scaffold.diagnosis import mistakes_of, sentences
from scaffold.findings import Stop, find
from scaffold.observation import (
    DTYPES,
    MAX_ITEMS,
    MIME,
    Observation,
    Value,
    describe,
)
from scaffold.resemblance import Array

PUBLIC = "public"
REFERENCE = "reference.json"
_LONGEST_MESSAGE = 300  # PyTorch may list all signatures of a function
_SEED_BYTES = 7  # PyTorch's generators take a seed of 64 bits with a sign


class CheckFailure(AssertionError):  # noqa: N818  (a wrong answer is no error of ours)
    """A check has found something wrong.

    The message says how, and what to look at.
    """

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show a sentence in place of a traceback."""
        return [f"✗ {self}"]


class NotStarted(CheckFailure):
    """The piece is as it was given."""


class Stopped(CheckFailure):
    """The student's code raised an error before all was observed.

    The first line of the message is the error's; the second, if there is one, is the
    line of the student's own code.
    """

    def _render_traceback_(self) -> list[str]:
        error, _, line = str(self).partition("\n")
        return [f"✗ stopped by {Stop(error, line)}"]


class Check:
    """The examination of one piece: a draw of numbers and the observations made of it.

    Args:
        name: the piece's name; it also selects the draw, so two checks never share
            numbers.

    The draw follows the environment variable `CHECK_SEED` (`public` unless set).  Under
    the public draw, and with a kit's `reference.json` at hand, a check compares: as the
    block of a `with` statement it observes all it can, shows what it found and raises
    `CheckFailure` at its end; outside of one it raises at the first difference.
    Otherwise a check only reports.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        seed = os.environ.get("CHECK_SEED", PUBLIC)
        digest = hashlib.sha256(f"{seed}/{name}".encode()).digest()
        number = int.from_bytes(digest[:_SEED_BYTES], "big")
        self._generator = torch.Generator().manual_seed(number)
        self._expected = _reference().get(name) if seed == PUBLIC else None
        self._observed: list[Observation] = []
        self._is_block = False

    def __enter__(self) -> Self:
        self._is_block = True
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Show what was found.

        Raises:
            NotStarted: if the piece is as it was given.
            Stopped: if the student's code raised an error.
            CheckFailure: under the public draw, if something is not as the kit's
                reference has it.
        """
        is_answer = error is None or isinstance(error, Exception)
        if not is_answer or isinstance(error, CheckFailure):
            return  # an interruption, or a check cell that is not the kit's
        stop = stop_of(error) if error is not None else None
        problem = ""
        if self._expected is not None:
            problem = self._show_findings(self._expected, stop, error)
        if stop is not None and stop.not_started and not self._observed:
            raise NotStarted(f"{self.name}: not started.") from error
        if problem:  # the first one, and not the error that it led to
            raise CheckFailure(f"{self.name}: {problem}") from error
        if stop is not None:
            lines = [stop.error, stop.line] if stop.line else [stop.error]
            raise Stopped("\n".join(lines)) from error

    def _show_findings(
        self,
        expected: list[Observation],
        stop: Stop | None,
        error: BaseException | None,
    ) -> str:
        """Show a card; the first problem, or an empty text."""
        findings = find(expected, self._observed, stop)
        mistakes = mistakes_of(self.name, expected, self._observed, stop)
        points = math.fsum(asked["points"] for asked in expected)
        card = Card(self.name, findings, points, sentences(mistakes), error)
        display({"text/plain": card.text, "text/html": card.html}, raw=True)
        return findings.problem

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
        self._observed.append(seen)
        if expected is not None and self._is_block:
            return
        if expected is not None:
            findings = find([expected], [seen])
            if findings.problem:
                raise CheckFailure(f"{self.name}: {findings.problem}")
        mark = "·" if expected is None else "✓"
        text = f"{mark} {self.name}: {name} ({describe(seen)})"
        display({MIME: seen, "text/plain": text}, raw=True)

    def holds(self, name: str, truth: object, hint: str = "") -> None:
        """Require that something is so.

        Args:
            name: a sentence that is true of a right answer, "X is left as it was".
            truth: whether it is; a list of such answers, if all have to be yes.
            hint: a question or remark that helps when it is not.
        """
        answers = truth if isinstance(truth, list) else [truth]
        self.require(name, all(bool(answer) for answer in answers), hint=hint)

    def _next_expected(self, name: str) -> Observation | None:
        """The kit's reference for the next observation; None where there is no kit."""
        if self._expected is None:
            return None
        position = len(self._observed)
        if position < len(self._expected):
            expected = self._expected[position]
            if expected["name"] == name:
                return expected
        raise CheckFailure(
            f"{self.name}: this check cell is not the one the kit was made with. "
            "Take the cell from a fresh copy of the notebook."
        )


def stop_of(error: BaseException) -> Stop:
    """What is to be said of an error that ended a check."""
    message = " ".join(str(error).split()).rstrip(".")
    if len(message) > _LONGEST_MESSAGE:
        message = message[:_LONGEST_MESSAGE] + "…"
    kind = type(error).__name__
    text = f"{kind}: {message}" if message else kind
    return Stop(text, own_line(error), isinstance(error, NotImplementedError))


def own_line(error: BaseException) -> str:
    """The last line that was run of code in a notebook, other than the check's own.

    Libraries are files; what a notebook holds is in none.  The first frame is the
    check's.
    """
    # Lines are looked up where they are asked for, not in all of a library's files.
    frames = StackSummary.extract(walk_tb(error.__traceback__), lookup_lines=False)
    check = frames[0].filename if frames else ""
    for frame in reversed(frames):
        is_library = frame.filename == check or Path(frame.filename).is_file()
        if not is_library and frame.line:
            return frame.line
    return ""


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
