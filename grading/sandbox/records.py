"""Turn what a notebook's process reports into notebook outputs, trusting none of it."""

from __future__ import annotations

import json
import math
from typing import Any

OBSERVATION = "application/vnd.course.observation+json"
_JSON = {"application/json", OBSERVATION}
_TEXT = {"text/plain", "text/html", "text/markdown", "text/latex"}
_TEXT |= {"image/png", "image/jpeg", "image/svg+xml"}  # the first two in base64
_DEPTH = 40  # of JSON in JSON


def parse(line: bytes) -> dict[str, Any]:
    """Read one line, an object. Raises ValueError for anything else."""
    try:
        value = json.loads(line, parse_constant=str)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if not isinstance(value, dict):
        raise ValueError("not an object")
    return value


def rebuild(reported: object) -> list[dict[str, Any]]:
    """Build nbformat 4 outputs from a list of reported ones, dropping what no notebook needs.

    Raises ValueError on what `shell.py` would never write.
    """
    return [
        output
        for item in _typed(reported, list)
        if (output := _rebuild(_typed(item, dict)))
    ]


def _rebuild(item: dict[str, Any]) -> dict[str, Any] | None:
    kind = item.get("output_type")
    if kind == "stream":
        if item.get("name") not in ("stdout", "stderr"):
            raise ValueError("a stream without a name")
        text = "".join(_text(part) for part in _typed(item.get("text"), list))
        return {"output_type": kind, "name": item["name"], "text": text}
    if kind == "error":
        traceback = [_text(line) for line in _typed(item.get("traceback"), list)]
        ename, evalue = _text(item.get("ename")), _text(item.get("evalue"))
        return {
            "output_type": kind,
            "ename": ename,
            "evalue": evalue,
            "traceback": traceback,
        }
    if kind not in ("display_data", "execute_result"):
        raise ValueError("an unknown kind of output")
    data = _typed(item.get("data"), dict)
    metadata = _typed(item.get("metadata"), dict)
    kept = {
        mime: data[mime]
        for mime in data
        if mime in _TEXT and isinstance(data[mime], str)
    }
    kept |= {mime: data[mime] for mime in data if mime in _JSON}
    if "id" in item:
        kept.pop(
            OBSERVATION, None
        )  # what has a name can be rewritten later: no observation
    if not kept:
        return None
    output = {"output_type": kind, "data": _clean(kept), "metadata": _clean(metadata)}
    if kind == "execute_result":
        output["execution_count"] = _typed(item.get("execution_count"), int)
    return output


def _typed(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise ValueError(f"a {type(value).__name__} where a {kind.__name__} belongs")
    return value


def _text(value: Any) -> str:
    """Return the string without lone surrogates, which no file can hold."""
    return str(_typed(value, str)).encode("utf-8", "replace").decode()


def _clean(value: Any, depth: int = 0) -> Any:
    if depth > _DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        return {_text(key): _clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_clean(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return _text(value) if isinstance(value, str) else value
