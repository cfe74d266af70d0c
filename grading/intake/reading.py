"""A handed-in file becomes a plain notebook, whatever it holds and whatever it is.

Only ordinary files are opened, and no more of one is read than a notebook can need.
What is kept of a cell is its type, its text, its id and its nbgrader id: outputs cost
nothing.
"""

import json
import os
import stat
import zlib
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grading.errors import UnreadableNotebook
from grading.intake.source import code_length

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
_LONGEST_NAME, _LONGEST_REASON = 100, 200


class _DamageError(Exception):
    """Why a file is no notebook, in words that fit into brackets."""


def read_notebook(path: Path) -> NotebookNode:
    """A notebook file as a plain version 4 notebook.

    Args:
        path: the file; a link, a pipe or a device is not opened.

    Returns:
        Cells of known types with text sources, their ids and nbgrader ids, no outputs.
        The metadata hold nothing but, under `NOTES`, what had to be mended.

    Raises:
        UnreadableNotebook: if the file is no notebook; the message names it and the
            remedy.
    """
    try:
        data = _bytes_of(path)
    except (OSError, ValueError, _DamageError) as error:
        raise _unreadable(path.name, error) from None
    return parse_notebook(data, path.name)


def parse_notebook(data: bytes, name: str) -> NotebookNode:
    """The notebook that a file's content holds; see `read_notebook`.

    Args:
        data: the content: JSON as UTF-8, UTF-16 or CP1252, perhaps compressed by gzip.
        name: the file's name, for messages.

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
        raise _unreadable(name, error) from None
    notes = [f"{printable(name)} {note}" for note in notes]
    return bare_notebook(kept, {NOTES: notes} if notes else {})


def printable(name: str) -> str:
    """A file's name without anything that a terminal obeys or cannot show."""
    shown = "".join(sign if sign.isprintable() else "?" for sign in name)
    return shown[:_LONGEST_NAME]


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


def _unreadable(name: str, error: BaseException) -> UnreadableNotebook:
    reason = str(error)
    if not isinstance(error, _DamageError):
        kind = type(error).__name__
        reason = f"{kind}: {reason}" if reason else kind
    return UnreadableNotebook(
        f"{printable(name)} cannot be read as a notebook ({reason[:_LONGEST_REASON]}). "
        "Ask for the file again, saved from JupyterLab."
    )


def _bytes_of(path: Path) -> bytes:
    """The content of an ordinary file of bearable size."""
    flags = os.O_RDONLY
    for wish in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY"):
        flags |= getattr(os, wish, 0)  # each of them is missing somewhere
    if path.is_symlink():
        raise _DamageError("it is no ordinary file")
    descriptor = os.open(path, flags)
    with open(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise _DamageError("it is no ordinary file")
        if state.st_size > MAX_BYTES:
            raise _DamageError(f"it is larger than {MAX_BYTES // 1_000_000} MB")
        return file.read(MAX_BYTES)


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
