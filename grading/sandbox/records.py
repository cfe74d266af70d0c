"""Turn what a notebook's process reports into notebook outputs, trusting none of it."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_TEXT_TYPES = {
    "text/plain",
    "text/html",
    "text/markdown",
    "text/latex",
    "image/svg+xml",
    "image/png",  # this and the next in base64
    "image/jpeg",
}
_JSON_TYPE = "application/json"
_STREAMS = ("stdout", "stderr")
_DEEPEST = 40  # lists and objects in each other


def parse(line: bytes) -> dict[str, Any]:
    """Read one line of JSON, an object.

    Raises:
        ValueError: for anything else.
    """
    try:
        value = json.loads(line, parse_constant=str)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


@dataclass
class Rebuilder:
    """Builds nbformat 4 outputs from reported ones, part by part.

    Attributes:
        reported: the MIME type of what cells report.
        values_left: how many strings, numbers, lists and objects may still come.
    """

    reported: str
    values_left: int

    def rebuild(self, outputs: object) -> list[dict[str, Any]]:
        """Rebuild a cell's outputs, without what no notebook needs.

        Raises:
            ValueError: on what `inside.reporting` would never write.
            TooManyValues: when `values_left` is used up.
        """
        rebuilt = [self._output(_typed(item, dict)) for item in _typed(outputs, list)]
        return [output for output in rebuilt if output is not None]

    def is_report(self, output: dict[str, Any]) -> bool:
        """Whether a rebuilt output is what a cell reports."""
        return bool(self.reported) and self.reported in output.get("data", ())

    def _output(self, item: dict[str, Any]) -> dict[str, Any] | None:
        builders: dict[object, Callable[[dict[str, Any]], dict[str, Any] | None]] = {
            "stream": self._stream,
            "error": self._error,
            "display_data": self._display,
            "execute_result": self._result,
        }
        kind = item.get("output_type")
        if not isinstance(kind, str) or kind not in builders:
            raise ValueError("an unknown kind of output")
        return builders[kind](item)

    def _stream(self, item: dict[str, Any]) -> dict[str, Any]:
        name = item.get("name")
        if name not in _STREAMS:
            raise ValueError("a stream without a name")
        parts = [self._text(part) for part in _typed(item.get("text"), list)]
        return {"output_type": "stream", "name": name, "text": "".join(parts)}

    def _error(self, item: dict[str, Any]) -> dict[str, Any]:
        lines = _typed(item.get("traceback"), list)
        return {
            "output_type": "error",
            "ename": self._text(item.get("ename")),
            "evalue": self._text(item.get("evalue")),
            "traceback": [self._text(line) for line in lines],
        }

    def _display(self, item: dict[str, Any]) -> dict[str, Any] | None:
        data = _typed(item.get("data"), dict)
        metadata = _typed(item.get("metadata"), dict)
        kept = {mime: value for mime, value in data.items() if self._keeps(mime, value)}
        if "id" in item:
            # What has a name can be rewritten by a later cell, so it reports nothing.
            kept.pop(self.reported, None)
        if not kept:
            return None
        return {
            "output_type": "display_data",
            "data": self._clean(kept),
            "metadata": self._clean(metadata),
        }

    def _result(self, item: dict[str, Any]) -> dict[str, Any] | None:
        output = self._display(item)
        if output is not None:
            output["output_type"] = "execute_result"
            output["execution_count"] = _typed(item.get("execution_count"), int)
        return output

    def _keeps(self, mime: str, value: object) -> bool:
        if mime in _TEXT_TYPES:
            return isinstance(value, str)
        return mime == _JSON_TYPE or (bool(self.reported) and mime == self.reported)

    def _clean(self, value: Any, depth: int = 0) -> Any:
        """Rebuild JSON so that it can be written again, by whoever reads it next."""
        if depth > _DEEPEST:
            raise ValueError("nested too deeply")
        self._count_value()
        if isinstance(value, dict):
            return {
                self._text(key): self._clean(item, depth + 1)
                for key, item in value.items()
            }
        if isinstance(value, list):
            return [self._clean(item, depth + 1) for item in value]
        if isinstance(value, float) and not math.isfinite(value):
            return str(value)
        return _without_surrogates(value) if isinstance(value, str) else value

    def _text(self, value: Any) -> str:
        self._count_value()
        return _without_surrogates(_typed(value, str))

    def _count_value(self) -> None:
        self.values_left -= 1
        if self.values_left < 0:
            raise TooManyValues


class TooManyValues(Exception):  # noqa: N818  (the notebook's doing)
    """A notebook reported more values than anybody wants to keep in memory."""


def size(outputs: list[dict[str, Any]]) -> int:
    """Return how many bytes outputs take as JSON."""
    return sum(len(json.dumps(output)) for output in outputs)


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _without_surrogates(text: str) -> str:
    """Replace halves of characters, which no file can hold."""
    return text.encode("utf-8", "replace").decode()
