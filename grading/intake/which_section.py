"""Which of the files that a student handed in is which section.

A file is found by its name, else (`01-model (1).ipynb`, `model_final.ipynb`) by holding
cells of a section.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode

from grading.course import Chapter, Section, grade_id
from grading.errors import UnreadableNotebook
from grading.intake.reading import parse_notebook
from grading.intake.repair import is_blank
from grading.intake.submitted_folder import stem_of

_EXACT_ENDING = ".ipynb"


@dataclass
class Matched:
    """What was found in a submission's folder.

    Attributes:
        files: by section, its file's name.
        notebooks: by section, what its file holds; those that could be read.
        unreadable: by section, why its file could not be read.
        notes: what had to be guessed and what was left aside, a sentence each.
    """

    files: dict[str, str] = field(default_factory=dict)
    notebooks: dict[str, NotebookNode] = field(default_factory=dict)
    unreadable: dict[str, UnreadableNotebook] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Candidate:
    """A file that may be a section's.

    Attributes:
        name: the file's name.
        notebook: what it holds, if it could be read.
        error: why it could not.
    """

    name: str
    notebook: NotebookNode | None
    error: UnreadableNotebook | None

    @property
    def stem(self) -> str:
        """The name without its ending."""
        return stem_of(self.name)


def match_files(chapter: Chapter, files: Mapping[str, bytes]) -> Matched:
    """Find the file of each section among those that a student handed in.

    Args:
        chapter: whose sections are looked for.
        files: content by file name; see `grading.intake.submitted_folder`.

    Returns:
        For each section that was found its file, read as `parse_notebook` reads it.
    """
    matched = Matched()
    by_section: dict[str, list[_Candidate]] = {name: [] for name in chapter.sections}
    for name, content in files.items():
        candidate = _read(name, content)
        home = _home(chapter.sections, candidate)
        if home is None:
            matched.notes.append(_left_aside(candidate))
        else:
            by_section[home].append(candidate)
    for name, candidates in by_section.items():
        if candidates:
            _choose(chapter.sections[name], candidates, matched)
    return matched


def _read(name: str, content: bytes) -> _Candidate:
    try:
        notebook = parse_notebook(content, name)
    except UnreadableNotebook as error:
        return _Candidate(name, None, error)
    return _Candidate(name, notebook, None)


def _home(sections: dict[str, Section], candidate: _Candidate) -> str | None:
    """The section that a file is for: by its name and its cells; None if by neither."""
    named = next(
        (name for name in sections if name.lower() == candidate.stem.lower()), None
    )
    if candidate.notebook is None:
        return named or next(
            (name for name in sections if candidate.name.startswith(name)), None
        )
    marks = {grade_id(cell) for cell in candidate.notebook.cells} - {""}
    shared = {}
    for name, section in sections.items():
        own = {grade_id(cell) for cell in section.notebook.cells}
        shared[name] = len(marks & own)
    best = max(shared, key=lambda name: shared[name])
    if named is not None and (shared[named] or not shared[best]):
        return named
    return best if shared[best] else None


def _choose(section: Section, candidates: list[_Candidate], matched: Matched) -> None:
    """Take one of the files that may be a section's; say where it was a guess."""
    name = section.name
    ranked = sorted(candidates, key=lambda one: _rank(section, one))
    chosen, *others = ranked
    matched.files[name] = chosen.name
    if chosen.notebook is not None:
        matched.notebooks[name] = chosen.notebook
    if chosen.error is not None:
        matched.unreadable[name] = chosen.error
    if chosen.stem != name:
        matched.notes.append(f"{name}: taken from the renamed file {chosen.name}.")
    for other in others:
        matched.notes.append(_left_aside(other))


def _rank(section: Section, candidate: _Candidate) -> tuple[bool, bool, bool, str]:
    """What comes first: a file with work in it, then one of the exact name."""
    return (
        candidate.notebook is None,
        not _holds_work(section, candidate),
        candidate.name != section.name + _EXACT_ENDING,
        candidate.name,
    )


def _holds_work(section: Section, candidate: _Candidate) -> bool:
    """Whether any piece is filled in; a copy that was left as it was has none."""
    if candidate.notebook is None:
        return False
    cells: Iterable[NotebookNode] = candidate.notebook.cells
    pieces = [cell for cell in cells if grade_id(cell) in section.pieces]
    return any(cell.source.strip() and not is_blank(cell.source) for cell in pieces)


def _left_aside(candidate: _Candidate) -> str:
    return f"{candidate.name} is left aside: no section of its own was missing."
