"""The instructor's side of a chapter: sections, pieces, points, rules, solutions.

A chapter is a folder of numbered notebooks below `chapters`; for nbgrader it is one
assignment.  Everything the grader knows of a chapter is read from these notebooks and
from the reference modules in `solutions`.
"""

import hashlib
import json
import re
from dataclasses import asdict, dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from grading.errors import GradingError

DEMO = "demo"  # the tag of a cell that only shows something
MISTAKES_TABLE = "mistakes.toml"  # beside the sample answers
CHECK = "-check"  # ends the nbgrader id of the cell that examines a piece
_SECTION_FILE = re.compile(r"\d+-.+\.ipynb")


@dataclass(frozen=True)
class Question:
    """A cell that carries points: a check, or a question that a person grades.

    Attributes:
        cell: the graded cell's nbgrader id.
        piece: the piece it examines (the id without `-check`).
        points: what it is worth.
        manual: whether a person grades it.
    """

    cell: str
    piece: str
    points: float
    manual: bool


@dataclass(frozen=True)
class Rules:
    """What the pieces of a section have to do without.

    A name is that of a module or of something in it (`torch.nn`); a name that begins
    with a dot is that of a method of anything (`.backward`).

    Attributes:
        forbidden: what no piece of the section may compute with.
        watched: what the instructor is shown, and costs nothing.
        pieces: by piece, what this one may not compute with either.
    """

    forbidden: tuple[str, ...] = ()
    watched: tuple[str, ...] = ()
    pieces: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Section:
    """One notebook of a chapter with the reference modules of the sections before it.

    Attributes:
        name: the notebook's name without `.ipynb`.
        notebook: the source, reference solutions and hidden regions included.
        files: what stands in the work directory while the section is graded (path to
            text).
        samples: the sample answers of its pieces, which tell known mistakes (by file),
            and what is said of these.
    """

    name: str
    notebook: NotebookNode
    files: dict[str, str]
    samples: dict[str, str] = field(default_factory=dict)

    @property
    def module(self) -> str:
        """The name of its module in `solutions`: the section's without the number."""
        return self.name.partition("-")[2]

    @cached_property
    def digest(self) -> str:
        """A hash of all that the grades of this section depend on: not the prose."""
        cells = []
        for cell in self.notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            is_prose = cell.cell_type != "code" and not mark
            # A student's own cells keep their place behind prose, too.
            source = "" if is_prose else cell.source
            tags = cell.metadata.get("tags", [])
            cells.append([cell.id, cell.cell_type, source, mark, tags])
        return hash_of([cells, asdict(self.rules), self.files, self.samples])

    @cached_property
    def questions(self) -> list[Question]:
        """The graded cells in the notebook's order."""
        found = []
        for cell in self.notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("grade"):
                name = str(mark["grade_id"])
                manual = bool(mark.get("solution"))
                points = float(mark["points"])
                found.append(Question(name, name.removesuffix(CHECK), points, manual))
        return found

    @cached_property
    def pieces(self) -> set[str]:
        """The ids of the cells that a student fills in."""
        return {
            grade_id(cell)
            for cell in self.notebook.cells
            if cell.metadata.get("nbgrader", {}).get("solution")
        }

    @cached_property
    def demos(self) -> dict[str, str]:
        """Id and source of the cells that only show something."""
        return {
            cell.id: cell.source
            for cell in self.notebook.cells
            if DEMO in cell.metadata.get("tags", [])
        }

    @cached_property
    def rules(self) -> Rules:
        """What its pieces have to do without, from the notebook's `course` metadata.

        Raises:
            GradingError: if the metadata are not of the form described in `Rules`.
        """
        course = self.notebook.metadata.get("course", {})
        by_piece = course.get("pieces", {})
        where = f"{self.name}.ipynb, the metadata's course"
        if not isinstance(by_piece, dict):
            raise GradingError(f"{where}.pieces: let it be a table of pieces.")
        for piece in by_piece:
            if piece not in self.pieces:
                raise GradingError(
                    f"{where}.pieces: there is no piece {piece!r}. Name a piece of the "
                    f"notebook ({', '.join(sorted(self.pieces))})."
                )
        return Rules(
            _names(course.get("forbidden", []), f"{where}.forbidden"),
            _names(course.get("watched", []), f"{where}.watched"),
            {
                piece: _names(names, f"{where}.pieces.{piece}")
                for piece, names in by_piece.items()
            },
        )


class Chapter:
    """All sections of one chapter, as its author left them.

    Args:
        root: the project's folder.
        name: the chapter's folder below `chapters`; also nbgrader's name of the
            assignment.

    Attributes:
        sections: by name, in the order of their numbers.
        samples: by file, the text of the sample answers in `tests/submissions/<name>`
            and of `mistakes.toml` beside them; they go to workers with the chapter.

    Raises:
        GradingError: if there is no such chapter.
    """

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name
        paths = _section_paths(root / "chapters" / name)
        if not paths:
            raise GradingError(
                f"chapters/{name} has no notebooks: is that the assignment's name?"
            )
        folder = root / "tests" / "submissions" / name
        samples = [*sorted(folder.glob("*.py")), *folder.glob(MISTAKES_TABLE)]
        self.samples = {path.name: path.read_text("utf-8") for path in samples}
        self.sections: dict[str, Section] = {}
        package = f"solutions/{name}"
        files = {"solutions/__init__.py": "", f"{package}/__init__.py": ""}
        for path in paths:
            notebook = _without_outputs(nbformat.read(path, as_version=4))
            section = Section(path.stem, notebook, dict(files))
            section.samples.update(self._samples_of(section))
            self.sections[section.name] = section
            module = f"{package}/{section.module}.py"
            if (root / module).is_file():
                files[module] = (root / module).read_text("utf-8")
        self._files = files

    def _samples_of(self, section: Section) -> dict[str, str]:
        """Those of the sample answers that tell the mistakes in a section's pieces."""
        files = {MISTAKES_TABLE, *(f"{piece}.py" for piece in section.pieces)}
        return {name: text for name, text in self.samples.items() if name in files}

    def executed(self, section: str) -> NotebookNode:
        """A section's notebook with the outputs that its author last saw."""
        path = self.root / "chapters" / self.name / f"{section}.ipynb"
        notebook: NotebookNode = nbformat.read(path, as_version=4)
        return notebook

    @property
    def classroom(self) -> Path:
        """The git-ignored folder of everything that grading produces."""
        return self.root / "classroom"

    @property
    def digest(self) -> str:
        """A hash of all that a release is made from: cells, marks, rules, solutions."""
        rules = [
            section.notebook.metadata.get("course")
            for section in self.sections.values()
        ]
        cells = [
            [cell.id, cell.cell_type, cell.source, cell.metadata.get("nbgrader", {})]
            for section in self.sections.values()
            for cell in section.notebook.cells
        ]
        return hash_of([cells, rules, self._files, self.samples])

    @property
    def stamp(self) -> Path:
        """The file in which `make release` notes the digest it worked from."""
        return self.classroom / f"{self.name}.released"

    def require_release(self) -> None:
        """Refuse to grade against checks that students were never given.

        Raises:
            GradingError: if the release is missing or older than the chapter.
        """
        if not self.stamp.is_file():
            raise GradingError(
                f"{self.name} has not been released yet: run `make release`."
            )
        if self.stamp.read_text("utf-8").strip() != self.digest:
            raise GradingError(
                f"The release of {self.name} is older than the chapter: "
                "run `make release`."
            )


def chapters(root: Path) -> list[str]:
    """The names of the project's chapters: folders that hold numbered notebooks."""
    folders = sorted((root / "chapters").glob("*/"))
    return [folder.name for folder in folders if _section_paths(folder)]


def default_chapter(root: Path) -> str:
    """The name of the chapter that is meant where none is named: the first.

    Raises:
        GradingError: if there is none.
    """
    names = chapters(root)
    if not names:
        raise GradingError(
            f"{root / 'chapters'} holds no chapter: run this in the project's folder."
        )
    return names[0]


def grade_id(cell: NotebookNode) -> str:
    """A cell's nbgrader id, or an empty string."""
    mark = cell.metadata.get("nbgrader")
    return str(mark.get("grade_id", "")) if isinstance(mark, dict) else ""


def hash_of(data: Any) -> str:
    """SHA-256 of plain data in canonical JSON."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _section_paths(folder: Path) -> list[Path]:
    """The numbered notebooks of a chapter's folder, in the order of their names."""
    paths = sorted(folder.glob("*.ipynb"))
    return [path for path in paths if _SECTION_FILE.fullmatch(path.name)]


def _without_outputs(notebook: NotebookNode) -> NotebookNode:
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
            cell.execution_count = None
    return notebook


def _names(value: Any, where: str) -> tuple[str, ...]:
    """A list of names, as an author wrote it into metadata."""
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise GradingError(f"{where}: let it be a list of names.")
    return tuple(value)
