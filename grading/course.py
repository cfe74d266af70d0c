"""The instructor's side of an assignment: its notebooks, pieces, points and reference code."""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

DEMO = "demo"


class GradingError(Exception):
    """Grading cannot go on; the message names the file and the remedy."""


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
class Section:
    """One source notebook with the reference modules of the sections before it.

    Attributes:
        name: the notebook's name without `.ipynb`.
        notebook: the source, reference solutions and hidden regions included.
        files: what stands in the work directory while the section is graded (path to text).
    """

    name: str
    notebook: NotebookNode
    files: dict[str, str]

    @cached_property
    def questions(self) -> list[Question]:
        """The graded cells in the notebook's order."""
        found = []
        for cell in self.notebook.cells:
            mark = cell.metadata.get("nbgrader", {})
            if mark.get("grade"):
                piece = str(mark["grade_id"]).removesuffix("-check")
                manual = bool(mark.get("solution"))
                found.append(
                    Question(mark["grade_id"], piece, float(mark["points"]), manual)
                )
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


class Chapter:
    """All sections of one chapter, as its author left them.

    Args:
        root: the project's folder.
        name: the chapter's folder below `chapters`; also nbgrader's name of the assignment.

    Raises:
        GradingError: if there is no such chapter, or no release made from its present state.
    """

    def __init__(self, root: Path, name: str) -> None:
        self.root, self.name = root, name
        paths = sorted((root / "chapters" / name).glob("*.ipynb"))
        if not paths:
            raise GradingError(
                f"chapters/{name} has no notebooks: is that the assignment's name?"
            )
        self.sections: dict[str, Section] = {}
        package = f"solutions/{name}"
        files = {"solutions/__init__.py": "", f"{package}/__init__.py": ""}
        for path in paths:
            notebook = nbformat.read(path, as_version=4)
            self.sections[path.stem] = Section(path.stem, notebook, dict(files))
            module = root / package / f"{path.stem.partition('-')[2]}.py"
            if module.is_file():
                files[f"{package}/{module.name}"] = module.read_text("utf-8")
        self._files = files

    @property
    def classroom(self) -> Path:
        """The git-ignored folder of everything that grading produces."""
        return self.root / "classroom"

    @property
    def digest(self) -> str:
        """A hash of all that a release is made from: cells, marks and reference modules."""
        cells = [
            [cell.id, cell.cell_type, cell.source, cell.metadata.get("nbgrader", {})]
            for section in self.sections.values()
            for cell in section.notebook.cells
        ]
        return hash_of([cells, self._files])

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
                f"The release of {self.name} is older than the chapter: run `make release`."
            )


def grade_id(cell: NotebookNode) -> str:
    """A cell's nbgrader id, or an empty string."""
    mark = cell.metadata.get("nbgrader")
    return str(mark.get("grade_id", "")) if isinstance(mark, dict) else ""


def hash_of(data: Any) -> str:
    """SHA-256 of plain data in canonical JSON."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
