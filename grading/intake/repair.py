"""From whatever a student handed in to a notebook that can be graded.

The instructor's notebook is the skeleton: its locked cells stand in it as the author wrote them,
once each and in order, and the student's cells are laid into it.  So a deleted, duplicated,
moved, renamed or edited cell costs nobody anything it need not cost, and a tampered one gains
nothing.  Whatever had to be mended is said.
"""

import ast
import json
import re
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.course import GradingError, Section, grade_id

_TYPES = ("code", "markdown", "raw")
_MAX_BYTES = 50_000_000
_MAX_CELLS = 2_000
_MAX_CODE = 300_000  # characters in all code cells; more takes long to look over
_BLANK = ("# YOUR CODE HERE", "raise NotImplementedError()")
_CELL_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
MAGIC = re.compile(r"^([ \t]*)([%!?].*|[^#\n]*\?[ \t]*)$", re.M)
_ASSIGNED = re.compile(r"=[ \t]*[%!].*$", re.M)
_HIDDEN = re.compile(
    r"^[^\n]*### BEGIN HIDDEN TESTS.*?### END HIDDEN TESTS[^\n]*\n?", re.S | re.M
)


@dataclass
class Submission:
    """A notebook ready to be run.

    Attributes:
        notebook: the instructor's skeleton with the student's cells.
        repairs: what was mended, a sentence each.
        flags: what the instructor should look at, a sentence each.
        forbidden: per piece, a sentence about a library its section does without.
    """

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    forbidden: dict[str, str] = field(default_factory=dict)


def read(path: Path) -> NotebookNode:
    """A notebook file as a plain version 4 notebook: known cell types, text sources, no outputs.

    Raises:
        GradingError: if the file is not a notebook; the message names it and the remedy.
    """
    try:
        if path.is_symlink() or not path.is_file():
            raise ValueError("it is no ordinary file")
        if path.stat().st_size > _MAX_BYTES:
            raise ValueError(f"it is larger than {_MAX_BYTES // 1_000_000} MB")
        data = json.loads(path.read_bytes().decode("utf-8-sig"))
        if isinstance(data, dict) and data.get("nbformat", 4) < 4:
            data = nbformat.convert(nbformat.from_dict(data), 4)
        cells = data["cells"]
        if not isinstance(cells, list) or len(cells) > _MAX_CELLS:
            raise ValueError(f"its cells are not a list of at most {_MAX_CELLS}")
        notebook: NotebookNode = nbformat.v4.new_notebook()
        notebook.cells = [new for old in cells if (new := _plain(old))]
        if (
            sum(len(cell.source) for cell in notebook.cells if cell.cell_type == "code")
            > _MAX_CODE
        ):
            raise ValueError(f"it holds more than {_MAX_CODE:,} characters of code")
        return notebook
    except Exception as error:  # the file may hold anything, and so break anything
        reason = (
            f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
        )
        raise GradingError(
            f"{path.name} cannot be read as a notebook ({reason[:200]}). "
            "Ask for the file again, saved from JupyterLab."
        ) from None


def _new(cell_type: str, source: str, name: str) -> NotebookNode:
    """A cell that holds nothing but a source; nbformat's own functions validate each one."""
    cell = NotebookNode(
        cell_type=cell_type, id=name, metadata=NotebookNode(), source=source
    )
    return (
        NotebookNode(cell, outputs=[], execution_count=None)
        if cell_type == "code"
        else cell
    )


def _plain(old: Any) -> NotebookNode | None:
    """A cell of ours with the source, id, tags and nbgrader id of one from outside."""
    if not isinstance(old, dict) or old.get("cell_type") not in _TYPES:
        return None
    source = old.get("source", "")
    if isinstance(source, list):
        source = "".join(line for line in source if isinstance(line, str))
    if not isinstance(source, str):
        return None
    name = old["id"] if isinstance(old.get("id"), str) else ""
    cell = _new(
        old["cell_type"], source.encode("utf-8", "replace").decode("utf-8"), name
    )
    metadata = old.get("metadata")
    mark = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    if isinstance(mark, dict) and isinstance(mark.get("grade_id"), str):
        cell.metadata["nbgrader"] = {"grade_id": mark["grade_id"]}
    return cell


def repair(section: Section, submitted: NotebookNode) -> Submission:
    """Lay a student's cells into the instructor's notebook.

    Args:
        section: the instructor's notebook.
        submitted: the student's, from `read`.

    A student's cell is recognised by its nbgrader id, else by its cell id, else, for a piece, by
    defining it.  Cells of the student's own keep their place behind the cell they followed.
    """
    known = _recognise(section, submitted)
    result = Submission(
        nbformat.v4.new_notebook(metadata=deepcopy(section.notebook.metadata))
    )
    own = _own_cells(section, submitted, known)
    cells = list(own.pop(None, []))
    for source in section.notebook.cells:
        theirs = known.get(source.id, [])
        cells += _laid(section, source, theirs, result)
        cells += own.pop(source.id, [])
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.id in taken or not _CELL_ID.fullmatch(cell.id):
            cell.id = f"cell-{number}"
        taken.add(cell.id)
    result.notebook.cells = cells
    return result


def _recognise(
    section: Section, submitted: NotebookNode
) -> dict[str, list[NotebookNode]]:
    """The student's cells for each source cell, by the source cell's id, in document order."""
    ids = {cell.id for cell in section.notebook.cells}
    marks = {
        grade_id(cell): cell.id for cell in section.notebook.cells if grade_id(cell)
    }
    known: dict[str, list[NotebookNode]] = {}
    rest = []
    for cell in submitted.cells:
        home = marks.get(grade_id(cell)) or (cell.id if cell.id in ids else None)
        if home:
            known.setdefault(home, []).append(cell)
        else:
            rest.append(cell)
    missing = {piece for piece in section.pieces if marks[piece] not in known}
    names = [
        defined(tree_of(c.source)) if missing and c.cell_type == "code" else ()
        for c in rest
    ]
    for piece in missing:
        if defining := [
            c for c, theirs in zip(rest, names, strict=True) if piece in theirs
        ]:
            known[marks[piece]] = defining
    return known


def _own_cells(
    section: Section, submitted: NotebookNode, known: dict[str, list[NotebookNode]]
) -> dict[str | None, list[NotebookNode]]:
    """The student's additional cells, by the id of the source cell that each one follows."""
    home = {id(cell): place for place, cells in known.items() for cell in cells}
    own: dict[str | None, list[NotebookNode]] = {}
    after = None
    for cell in submitted.cells:
        if id(cell) in home:
            after = home[id(cell)]
        else:
            own.setdefault(after, []).append(_without_mark(cell))
    return own


def _laid(
    section: Section,
    source: NotebookNode,
    theirs: list[NotebookNode],
    result: Submission,
) -> list[NotebookNode]:
    """What stands in the place of one source cell."""
    name, mark = grade_id(source), source.metadata.get("nbgrader", {})
    if mark.get("solution"):
        return _piece(section, _copy(source), theirs, result)
    if mark.get("locked") or mark.get("grade"):
        if not theirs:
            result.repairs.append(
                f"{section.name}: the cell {name} was missing and is put back."
            )
        elif len(theirs) > 1:
            result.repairs.append(
                f"{section.name}: the cell {name} was there more than once."
            )
        elif theirs[0].source.strip() != _HIDDEN.sub("", source.source).strip():
            result.repairs.append(
                f"{section.name}: the cell {name} was changed and is restored."
            )
        return [_copy(source)]
    if not theirs:
        return [] if source.cell_type == "code" else [_copy(source)]
    kept = []
    for one in theirs:
        new = _copy(source) if one.cell_type == source.cell_type else _without_mark(one)
        new.source = one.source
        kept.append(new)
    return kept


def _piece(
    section: Section, cell: NotebookNode, theirs: list[NotebookNode], result: Submission
) -> list[NotebookNode]:
    """A piece's cell holding the student's answer; several copies run as "Run All" runs them."""
    name = grade_id(cell)
    answers = [
        one for one in theirs if not all(b in one.source for b in _BLANK)
    ] or theirs
    if cell.cell_type == "code" and any(one.cell_type != "code" for one in answers):
        result.repairs.append(
            f"{section.name}: the cell {name} is made a code cell again."
        )
    if not theirs:
        result.repairs.append(f"{section.name}: the cell {name} is missing.")
        cell.source = "\n".join(_BLANK) if cell.cell_type == "code" else ""
        return [cell]
    if len(theirs) > 1:
        result.repairs.append(
            f"{section.name}: the cell {name} was there {len(theirs)} times; "
            "what is filled in runs in the notebook's order."
        )
    cell.source = answers[-1].source
    return [_without_mark(one, cell.cell_type) for one in answers[:-1]] + [cell]


def _copy(source: NotebookNode) -> NotebookNode:
    """A cell of the author's without its outputs, and with marks that may be changed."""
    marks = {
        name: NotebookNode(value) if isinstance(value, dict) else value
        for name, value in source.metadata.items()
    }
    bare: dict[str, Any] = {"outputs": [], "execution_count": None}
    cell = NotebookNode(source, **bare if source.cell_type == "code" else {})
    cell.metadata = NotebookNode(marks)
    return cell


def _without_mark(cell: NotebookNode, cell_type: str | None = None) -> NotebookNode:
    """A cell of the student's own, which carries nothing but its source."""
    return _new(cell_type or cell.cell_type, cell.source, "" if cell_type else cell.id)


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree of a cell, magics removed; None where it is not Python."""
    for text in (source, MAGIC.sub(r"\1pass", _ASSIGNED.sub("= None", source))):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            pass
    return None


def defined(tree: ast.Module | None) -> set[str]:
    """The names that a cell's top-level `def` and `class` statements define."""
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    return (
        {node.name for node in tree.body if isinstance(node, kinds)} if tree else set()
    )
