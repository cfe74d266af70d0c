"""Sphinx extension: turn the source notebooks into the readers' edition.

The author's notebooks hold solutions between markers, checks, and marking schemes. A
reader sees the code without the markers, solutions and checks folded under a click, and
no marking scheme. Nothing is written back to the notebooks.
"""

import json
import re
from typing import Any

from sphinx.application import Sphinx

from scaffold.observation import MIME

_MARKER_LINE = re.compile(
    r"^[^\n]*(###|===) (BEGIN|END) (SOLUTION|HIDDEN TESTS)[^\n]*\n?", re.M
)
_MARK_SCHEME = re.compile(
    r"^=== BEGIN MARK SCHEME ===.*?^=== END MARK SCHEME ===\n?", re.S | re.M
)
_SAVE = re.compile(r" *#@save\b")


def for_readers(notebook: dict[str, Any]) -> dict[str, Any]:
    """Take the markers out of a notebook (as JSON); tag solutions and checks."""
    for cell in notebook["cells"]:
        source = _MARK_SCHEME.sub("", "".join(cell["source"]))
        source = _MARKER_LINE.sub("", source).strip("\n")
        mark = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "code":
            source = _SAVE.sub("", source)
            if mark.get("solution"):
                _fold(cell, "hide-input", "a solution")
            elif mark.get("grade"):
                _fold(cell, "hide-cell", "the check")
            # What checks report is meant for the grader.
            cell["outputs"] = [
                one for one in cell["outputs"] if MIME not in one.get("data", {})
            ]
        elif mark.get("solution"):
            source = f"<details><summary>An answer</summary>\n\n{source}\n\n</details>"
        cell["source"] = source
    return notebook


def _fold(cell: dict[str, Any], tag: str, what: str) -> None:
    """Put a cell under a click that says what is there."""
    cell["metadata"].setdefault("tags", []).append(tag)
    labels = {"code_prompt_show": f"Show {what}", "code_prompt_hide": f"Hide {what}"}
    cell["metadata"].setdefault("mystnb", {}).update(labels)


def _on_source_read(app: Sphinx, docname: str, content: list[str]) -> None:
    if str(app.env.doc2path(docname)).endswith(".ipynb"):
        content[0] = json.dumps(for_readers(json.loads(content[0])))


def _without_thebe(
    app: Sphinx, page: str, template: str, context: dict[str, Any], _: Any
) -> None:
    """Drop the scripts of a service that runs cells on somebody's server."""
    context["script_files"] = [
        file
        for file in context["script_files"]
        if "thebe" not in repr(vars(file)).lower()
    ]


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("source-read", _on_source_read)
    app.connect("html-page-context", _without_thebe, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
