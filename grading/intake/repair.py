"""From whatever a student handed in to a notebook that can be graded.

The instructor's notebook is the skeleton: its locked cells stand in it as the author
wrote them, once each and in order, and the student's cells are laid into it.  So a
deleted, duplicated, moved, renamed or edited cell costs nobody anything it need not
cost, and a tampered one gains nothing.  Whatever had to be mended is said.
"""

import re
from copy import deepcopy
from dataclasses import dataclass, field
from enum import Enum, auto

from nbformat import NotebookNode

from grading.course import Section, grade_id
from grading.intake.reading import NOTES, bare_cell, bare_notebook
from grading.intake.source import defined_names, tree_of

BLANK = ("# YOUR CODE HERE", "raise NotImplementedError()")
_VALID_ID = re.compile(r"[a-zA-Z0-9-_]{1,64}")
_BEGIN_HIDDEN, _END_HIDDEN = "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"


class Kind(Enum):
    """What a cell of the instructor's notebook is to a student."""

    LOCKED = auto()  # a check, or given code: stands as the author wrote it
    PIECE = auto()  # holds the student's answer
    OPEN = auto()  # prose and demonstrations: the student may change or remove them


@dataclass
class Repaired:
    """A notebook ready to be run.

    Attributes:
        notebook: the instructor's skeleton with the student's cells.
        repairs: what was mended, a sentence each.
        flags: what the instructor should look at, a sentence each.
        voided: by piece, a sentence that says why it earns nothing.
    """

    notebook: NotebookNode
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    voided: dict[str, str] = field(default_factory=dict)


def kind_of(cell: NotebookNode) -> Kind:
    """What a cell of the instructor's notebook is to a student."""
    mark = cell.metadata.get("nbgrader", {})
    if mark.get("solution"):
        return Kind.PIECE
    if mark.get("locked") or mark.get("grade"):
        return Kind.LOCKED
    return Kind.OPEN


def is_blank(source: str) -> bool:
    """Whether a piece was left as it was handed out."""
    return all(line in source for line in BLANK)


def repair(section: Section, submitted: NotebookNode) -> Repaired:
    """Lay a student's cells into the instructor's notebook.

    A student's cell is recognised by its nbgrader id, else by its cell id, else, for a
    piece, by defining it.  Cells of the student's own keep their place behind the cell
    they followed.

    Args:
        section: the instructor's notebook.
        submitted: the student's, from `read_notebook`.
    """
    known = _recognise(section, submitted)
    own = _own_cells(submitted, known)
    skeleton = bare_notebook([], deepcopy(section.notebook.metadata))
    result = Repaired(skeleton)
    for note in submitted.metadata.get(NOTES, []):
        result.repairs.append(f"{section.name}: {note}")
    cells = list(own.get(None, []))
    for source in section.notebook.cells:
        theirs = known.get(source.id, [])
        cells += _in_place_of(source, theirs, section.name, result.repairs)
        cells += own.get(source.id, [])
    _give_ids(cells)
    result.notebook.cells = cells
    return result


def _recognise(
    section: Section, submitted: NotebookNode
) -> dict[str, list[NotebookNode]]:
    """The student's cells for each of the instructor's, by the latter's cell id."""
    ids = {cell.id for cell in section.notebook.cells}
    marks = {}
    for cell in section.notebook.cells:
        if grade_id(cell):
            marks[grade_id(cell)] = cell.id
    known: dict[str, list[NotebookNode]] = {}
    unknown = []
    for cell in submitted.cells:
        home = marks.get(grade_id(cell)) or (cell.id if cell.id in ids else None)
        if home:
            known.setdefault(home, []).append(cell)
        else:
            unknown.append(cell)
    missing = {piece for piece in section.pieces if marks[piece] not in known}
    if missing:
        for piece, defining in _by_definition(unknown, missing).items():
            known[marks[piece]] = defining
    return known


def _by_definition(
    cells: list[NotebookNode], pieces: set[str]
) -> dict[str, list[NotebookNode]]:
    """The code cells that define one of these pieces, by piece."""
    found: dict[str, list[NotebookNode]] = {}
    for cell in cells:
        if cell.cell_type != "code":
            continue
        for piece in defined_names(tree_of(cell.source)) & pieces:
            found.setdefault(piece, []).append(cell)
    return found


def _own_cells(
    submitted: NotebookNode, known: dict[str, list[NotebookNode]]
) -> dict[str | None, list[NotebookNode]]:
    """The student's additional cells, by the cell id that each one follows."""
    homes = {}
    for place, cells in known.items():
        for cell in cells:
            homes[id(cell)] = place
    own: dict[str | None, list[NotebookNode]] = {}
    last = None
    for cell in submitted.cells:
        if id(cell) in homes:
            last = homes[id(cell)]
        else:
            own.setdefault(last, []).append(_unmarked(cell))
    return own


def _in_place_of(
    source: NotebookNode, theirs: list[NotebookNode], section: str, repairs: list[str]
) -> list[NotebookNode]:
    """What stands in the place of one of the instructor's cells."""
    kind = kind_of(source)
    if kind is Kind.PIECE:
        for trouble in _trouble_with_piece(source, theirs):
            repairs.append(f"{section}: the cell {grade_id(source)} {trouble}")
        return _piece(_copy(source), theirs)
    if kind is Kind.LOCKED:
        trouble = _trouble_with_locked(source, theirs)
        if trouble:
            repairs.append(f"{section}: the cell {grade_id(source)} {trouble}")
        return [_copy(source)]
    return _open(source, theirs)


def _trouble_with_locked(source: NotebookNode, theirs: list[NotebookNode]) -> str:
    """What has to be mended where a locked cell stands, or nothing."""
    if not theirs:
        return "was missing and is put back."
    if len(theirs) > 1:
        return "was there more than once."
    if theirs[0].source.strip() != _without_hidden(source.source).strip():
        return "was changed and is restored."
    return ""


def _trouble_with_piece(source: NotebookNode, theirs: list[NotebookNode]) -> list[str]:
    """What has to be mended where a piece stands."""
    if not theirs:
        return ["is missing."]
    troubles = []
    types = {answer.cell_type for answer in _filled_in(theirs)}
    if source.cell_type == "code" and types != {"code"}:
        troubles.append("is made a code cell again.")
    if len(theirs) > 1:
        troubles.append(
            f"was there {len(theirs)} times; what is filled in runs in the "
            "notebook's order."
        )
    return troubles


def _filled_in(theirs: list[NotebookNode]) -> list[NotebookNode]:
    """The copies of a piece that hold an answer; all of them if none does."""
    answers = [one for one in theirs if not is_blank(one.source)]
    return answers or theirs


def _piece(cell: NotebookNode, theirs: list[NotebookNode]) -> list[NotebookNode]:
    """A piece with the student's answer; several copies run as "Run All" runs them."""
    if not theirs:
        cell.source = "\n".join(BLANK) if cell.cell_type == "code" else ""
        return [cell]
    *earlier, last = _filled_in(theirs)
    cell.source = last.source
    before = [bare_cell(cell.cell_type, one.source, "") for one in earlier]
    return [*before, cell]


def _open(source: NotebookNode, theirs: list[NotebookNode]) -> list[NotebookNode]:
    """Prose or a demonstration as the student left it; prose may not be gone."""
    if not theirs:
        return [] if source.cell_type == "code" else [_copy(source)]
    kept = []
    for one in theirs:
        same = one.cell_type == source.cell_type
        cell = _copy(source) if same else _unmarked(one)
        cell.source = one.source
        kept.append(cell)
    return kept


def _without_hidden(source: str) -> str:
    """A check as students see it: without its hidden lines."""
    kept = []
    hidden = False
    for line in source.split("\n"):
        hidden = hidden or _BEGIN_HIDDEN in line
        if not hidden:
            kept.append(line)
        hidden = hidden and _END_HIDDEN not in line
    return "\n".join(kept)


def _copy(source: NotebookNode) -> NotebookNode:
    """A cell of the author's without outputs, with marks that may be changed."""
    cell = NotebookNode(source)
    if source.cell_type == "code":
        cell.outputs = []
        cell.execution_count = None
    cell.metadata = deepcopy(source.metadata)
    return cell


def _unmarked(cell: NotebookNode) -> NotebookNode:
    """A cell of the student's own, which carries nothing but its text."""
    return bare_cell(cell.cell_type, cell.source, cell.id)


def _give_ids(cells: list[NotebookNode]) -> None:
    """Let every cell have a valid id that no other one has.

    A made-up id must not meet a real one that comes later, so those are known first.
    """
    reserved = {cell.id for cell in cells}
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        if cell.id in taken or not _VALID_ID.fullmatch(cell.id):
            cell.id = _new_id(number, reserved)
        taken.add(cell.id)


def _new_id(number: int, reserved: set[str]) -> str:
    name, attempt = f"cell-{number}", 0
    while name in reserved:
        attempt += 1
        name = f"cell-{number}-{attempt}"
    reserved.add(name)
    return name
