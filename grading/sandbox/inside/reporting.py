"""Write what a cell put out as one line of JSON that is not longer than it may be.

The trusted side measures again: this is only how an honest notebook keeps within it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

_BYTES_OF_A_CHARACTER = 12  # at most: two escaped halves
_NAME_CHARACTERS = 200  # of an error whose whole text does not fit
_MESSAGE_CHARACTERS = 1000

Output = dict[str, Any]


@dataclass
class Rooms:
    """How many bytes are left for a cell's outputs, and for what it reports."""

    shown: int
    reported: int


def record(index: int, outputs: list[Output], rooms: Rooms, reported: str) -> bytes:
    """Encode the record of a cell.

    Args:
        index: which cell it was.
        outputs: all that it put out.
        rooms: what may be told of it.
        reported: the MIME type of what cells report.
    """
    lines: list[str] = []
    whole = True
    for output in list(outputs):
        if _is_report(output, reported):
            line, fits = _fit_report(output, rooms)
        else:
            line, fits = _fit(output, rooms)
        whole = whole and fits
        if line:
            lines.append(line)
    head = f'{{"cell": {index}, "whole": {json.dumps(whole)}, "outputs": ['
    return f"{head}{', '.join(lines)}]}}\n".encode()


def _is_report(output: Output, reported: str) -> bool:
    """Whether it counts as reported: not if a display id allows to rewrite it."""
    return bool(reported) and reported in output.get("data", ()) and "id" not in output


def _fit_report(output: Output, rooms: Rooms) -> tuple[str, bool]:
    line = _encode(output)
    if len(line) > rooms.reported:
        return "", False
    rooms.reported -= len(line)
    return line, True


def _fit(output: Output, rooms: Rooms) -> tuple[str, bool]:
    """Return the line, or what fits of it, or nothing; and whether it is whole."""
    line = _encode(output)
    fits = len(line) <= rooms.shown
    kind = output["output_type"]
    if not fits and kind == "error":
        line = _encode(_shortened_error(output))
    elif not fits and kind == "stream" and rooms.shown > 0:
        line = _encode(_shortened_stream(output, rooms.shown))
    elif not fits:
        return "", False
    rooms.shown = max(0, rooms.shown - len(line))
    return line, fits


def _shortened_error(output: Output) -> Output:
    name = output["ename"][:_NAME_CHARACTERS]
    message = output["evalue"][:_MESSAGE_CHARACTERS]
    return output | {"ename": name, "evalue": message, "traceback": []}


def _shortened_stream(output: Output, room: int) -> Output:
    text = "".join(output["text"])[: room // _BYTES_OF_A_CHARACTER]
    return output | {"text": [text]}


def _encode(output: Output) -> str:
    return json.dumps(output, default=repr, skipkeys=True)
