"""The content of a handed-in file becomes a plain notebook, whatever it holds.

What is kept of a cell is its type, its text, its id and its nbgrader id: outputs cost
nothing.
"""

import json
import zlib
from typing import Any

from nbformat import NotebookNode

from grading.errors import UnreadableNotebook
from grading.intake.source import code_length
from grading.text import printable

MAX_BYTES = 100_000_000
MAX_VALUES = (
    10_000_000  # each JSON value, down to `[]`, takes some sixty bytes of memory
)
MAX_CELLS = 10_000
MAX_TEXT = 5_000_000  # characters in all cells
MAX_CODE = 300_000  # characters of code in all cells; more takes long to look over
NOTES = "reading"  # key of the metadata that holds what had to be mended while reading

CELL_TYPES = ("code", "markdown", "raw")
_OLD_TEXT_TYPES = ("heading", "html")
_GZIP = b"\x1f\x8b"
_GZIP_WINDOW = 31  # zlib's number for data with a gzip header
_PADDING = "\0 \t\r\n"
_BETWEEN_CELLS = " \t\r\n,"
_CONFLICT, _OTHER_SIDE, _END_OF_CONFLICT = "<<<<<<<", "=======", ">>>>>>>"
LONGEST_NAME, _LONGEST_REASON = 100, 200


class _DamageError(Exception):
    """Why a file is no notebook, in words that fit into brackets."""


def parse_notebook(data: bytes, name: str) -> NotebookNode:
    """The notebook that a file's content holds, as a plain version 4 notebook.

    Args:
        data: the content: JSON as UTF-8, UTF-16 or CP1252, perhaps compressed by gzip.
        name: the file's name, for messages.

    Returns:
        Cells of known types with text sources, their ids and nbgrader ids, no outputs.
        The metadata hold nothing but, under `NOTES`, what had to be mended.

    Raises:
        UnreadableNotebook: if it is no notebook; the message names it and the remedy.
    """
    notes: list[str] = []
    try:
        text = _decoded(_decompressed(data), notes)
        cells = [_plain(cell) for cell in _cells_of(text, notes)]
        kept = [cell for cell in cells if cell is not None]
        _refuse_too_much(kept)
    except (_DamageError, RecursionError, MemoryError) as error:
        raise unreadable(name, error) from None
    notes = [f"{printable(name, LONGEST_NAME)} {note}" for note in notes]
    return bare_notebook(kept, {NOTES: notes} if notes else {})


def bare_notebook(cells: list[NotebookNode], metadata: Any = None) -> NotebookNode:
    """A notebook of these cells; nbformat's own function would validate it."""
    return NotebookNode(
        nbformat=4, nbformat_minor=5, metadata=NotebookNode(metadata or {}), cells=cells
    )


def bare_cell(cell_type: str, source: str, cell_id: str) -> NotebookNode:
    """A cell with nothing but its text; nbformat's own function would validate it."""
    cell = NotebookNode(
        cell_type=cell_type, id=cell_id, metadata=NotebookNode(), source=source
    )
    if cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
    return cell


def unreadable(name: str, error: BaseException) -> UnreadableNotebook:
    """What to say of a file that is no notebook."""
    reason = str(error)
    if isinstance(error, OSError):
        reason = error.strerror or reason
    elif not isinstance(error, _DamageError):
        kind = type(error).__name__
        reason = f"{kind}: {reason}" if reason else kind
    shown = printable(name, LONGEST_NAME)
    return UnreadableNotebook(
        f"{shown} cannot be read as a notebook ({printable(reason, _LONGEST_REASON)}). "
        "Ask for the file again, saved from JupyterLab."
    )


def _decompressed(data: bytes) -> bytes:
    """What was compressed by gzip, as far as it is whole."""
    if not data.startswith(_GZIP):
        return data
    try:
        expanded = zlib.decompressobj(_GZIP_WINDOW).decompress(data, MAX_BYTES + 1)
    except zlib.error as error:
        raise _DamageError(f"its compression is damaged: {error}") from None
    if len(expanded) > MAX_BYTES:
        raise _DamageError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
    return expanded


def _decoded(data: bytes, notes: list[str]) -> str:
    """The text of a file in any of the encodings that editors write."""
    if data.count(b"[") + data.count(b"{") + data.count(b",") > MAX_VALUES:
        raise _DamageError(f"it holds more than {MAX_VALUES:,} values")
    try:
        text = data.decode(json.detect_encoding(data))
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        notes.append("is not UTF-8 and was read as CP1252.")
    return text.rstrip(_PADDING)


def _cells_of(text: str, notes: list[str]) -> list[Any]:
    """The cells that a notebook's JSON holds, those of an old format included."""
    try:
        data = json.loads(text)
    except ValueError as error:
        return _saved_cells(text, notes) or _refuse(error)
    if not isinstance(data, dict):
        raise _DamageError("it holds no cells")
    if "cells" in data:
        return _a_list_of_cells(data["cells"])
    cells: list[Any] = []
    for sheet in _a_list_of_cells(data.get("worksheets")):
        if isinstance(sheet, dict):
            cells += _a_list_of_cells(sheet.get("cells"))
    return [_from_old_format(cell) for cell in _a_list_of_cells(cells)]


def _refuse(error: ValueError) -> list[Any]:
    raise _DamageError(f"{type(error).__name__}: {error}")


def _a_list_of_cells(cells: Any) -> list[Any]:
    if not isinstance(cells, list) or len(cells) > MAX_CELLS:
        raise _DamageError(f"its cells are not a list of at most {MAX_CELLS}")
    return cells


def _from_old_format(cell: Any) -> Any:
    """A cell of nbformat 2 or 3 with the names that format 4 has."""
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    if kind == "code":
        return cell | {"source": cell.get("input", "")}
    if kind in _OLD_TEXT_TYPES:
        return cell | {"cell_type": "markdown"}
    return cell


def _saved_cells(text: str, notes: list[str]) -> list[Any]:
    """What damaged JSON still holds: one side of a conflict, or the first cells."""
    if _CONFLICT in text:
        for mine in (True, False):
            try:
                data = json.loads(_one_side(text, mine))
                cells = _a_list_of_cells(data["cells"])
            except (ValueError, KeyError, TypeError):
                continue
            notes.append("holds a merge conflict; one side of it was read.")
            return cells
    cells = _first_cells(text)
    if cells:
        notes.append(f"is damaged; its first {len(cells)} cells were read.")
    return cells


def _one_side(text: str, mine: bool) -> str:
    """The text with one side of each of git's conflicts."""
    kept = []
    inside, first = False, True
    for line in text.split("\n"):
        if line.startswith(_CONFLICT):
            inside, first = True, True
        elif line.startswith(_OTHER_SIDE) and inside:
            first = False
        elif line.startswith(_END_OF_CONFLICT) and inside:
            inside = False
        elif not inside or first is mine:
            kept.append(line)
    return "\n".join(kept)


def _first_cells(text: str) -> list[Any]:
    """The whole cells at the beginning of a notebook that breaks off."""
    start = text.find('"cells"')
    if start < 0:
        return []
    place = text.find("[", start) + 1
    decoder = json.JSONDecoder()
    cells: list[Any] = []
    while len(cells) <= MAX_CELLS:
        while place < len(text) and text[place] in _BETWEEN_CELLS:
            place += 1
        if not text.startswith("{", place):  # the end, or no list of cells at all
            break
        try:
            cell, place = decoder.raw_decode(text, place)
        except ValueError:
            break
        cells.append(cell)
    return _a_list_of_cells(cells)


def _plain(old: Any) -> NotebookNode | None:
    """A cell of ours with the text, id and nbgrader id of one from outside."""
    if not isinstance(old, dict) or old.get("cell_type") not in CELL_TYPES:
        return None
    source = old.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    whole = source.encode("utf-8", "replace").decode("utf-8")
    cell_id = old.get("id")
    cell = bare_cell(
        old["cell_type"], whole, cell_id if isinstance(cell_id, str) else ""
    )
    metadata = old.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str):
        cell.metadata["nbgrader"] = {"grade_id": mark["grade_id"]}
    return cell


def _refuse_too_much(cells: list[NotebookNode]) -> None:
    """Keep what has to be looked over within bounds."""
    if sum(len(cell.source) for cell in cells) > MAX_TEXT:
        raise _DamageError(f"it holds more than {MAX_TEXT:,} characters")
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    if sum(code_length(source) for source in code) > MAX_CODE:
        raise _DamageError(f"it holds more than {MAX_CODE:,} characters of code")
