"""A class of students to try the grading on.

Their answers are those of `tests/submissions/<chapter>`; who gives which stands in the
`class.toml` beside them.
"""

import tomllib
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from authoring import ROOT, AuthoringError
from authoring.sample_answers import answers, folder_of
from grading.course import Chapter, Section, grade_id

DUE = datetime(2026, 10, 30, 12, 0)
_ESSAY = "On log axes the points lie on a line of slope -1/2: the error falls like 1/sqrt(n)."


def students(name: str, root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Each student's entry of a chapter's `class.toml`."""
    path = folder_of(name, root) / "class.toml"
    return tomllib.loads(path.read_text("utf-8"))


def expectation(name: str, root: Path = ROOT) -> dict[str, dict[str, float]]:
    """By student and piece: the automatic score that each sample submission must be given."""
    assignment, known = Chapter(root, name), answers(root, name)
    wanted: dict[str, dict[str, float]] = {}
    for student, entry in students(name, root).items():
        scores = wanted[student] = {}
        for section in assignment.sections.values():
            for question in section.questions:
                if question.manual:
                    continue
                choice = _choice(entry, section, question.piece)
                if choice == "reference":
                    scores[question.piece] = question.points
                elif choice == "blank":
                    scores[question.piece] = 0.0
                else:
                    scores[question.piece] = known[question.piece, choice].score
    return wanted


def _choice(entry: dict[str, Any], section: Section, piece: str) -> str:
    if section.name in entry.get("missing", []):
        return "blank"
    return str(entry.get(piece, entry.get("otherwise", "reference")))


def notebook_with(
    section: Section, released: NotebookNode, sources: dict[str, str]
) -> NotebookNode:
    """The released notebook of a section with the given pieces filled in.

    Args:
        section: the instructor's notebook.
        released: the students' one.
        sources: by piece, the student's cell; other pieces stay blank.
    """
    notebook = deepcopy(released)
    for cell in notebook.cells:
        if grade_id(cell) in sources and grade_id(cell) in section.pieces:
            cell.source = sources[grade_id(cell)]
    return notebook


def reference_sources(section: Section) -> dict[str, str]:
    """The reference's own cells by piece."""
    return {
        grade_id(cell): cell.source
        for cell in section.notebook.cells
        if grade_id(cell) in section.pieces
    }


def hand_in(name: str, root: Path = ROOT) -> list[str]:
    """Write the sample students' notebooks below `classroom/submitted`.

    A file is written only where it changes, so that grading again has nothing to do.
    """
    assignment, known = Chapter(root, name), answers(root, name)
    assignment.require_release()
    release = assignment.classroom / "release" / name
    for student, entry in students(name, root).items():
        folder = assignment.classroom / "submitted" / student / name
        folder.mkdir(parents=True, exist_ok=True)
        for section in assignment.sections.values():
            if section.name in entry.get("missing", []):
                continue
            sources = {}
            for piece, source in reference_sources(section).items():
                choice = _choice(entry, section, piece)
                if choice == "reference":
                    sources[piece] = source
                elif choice != "blank":
                    sources[piece] = known[piece, choice].source
            for question in section.questions:
                if question.manual and entry.get("otherwise") != "blank":
                    sources[question.piece] = _ESSAY
            released = nbformat.read(release / f"{section.name}.ipynb", as_version=4)
            notebook = notebook_with(section, released, sources)
            _write(folder / f"{section.name}.ipynb", nbformat.writes(notebook) + "\n")
        handed_in = DUE + timedelta(hours=entry.get("late_hours", -1))
        _write(folder / "timestamp.txt", f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    with Gradebook(
        _database(assignment), "linear-regression-from-scratch"
    ) as gradebook:
        gradebook.update_or_create_assignment(name, duedate=DUE)
    return list(students(name, root))


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def _database(assignment: Chapter) -> str:
    return f"sqlite:///{assignment.classroom / 'gradebook.db'}"


def scores(name: str, root: Path = ROOT) -> dict[str, dict[str, float]]:
    """By student and piece: the automatic scores that stand in nbgrader's gradebook."""
    assignment = Chapter(root, name)
    found: dict[str, dict[str, float]] = {}
    with Gradebook(
        _database(assignment), "linear-regression-from-scratch"
    ) as gradebook:
        for submission in gradebook.assignment_submissions(name):
            row = found[submission.student.id] = {}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    piece = grade.name.removesuffix("-check")
                    if grade.cell.cell_type == "code":
                        row[piece] = grade.auto_score
    return found


def table(name: str, root: Path = ROOT) -> str:
    """The gradebook as text, a student a line and a piece a column."""
    found = scores(name, root)
    if not found:
        raise AuthoringError("Nobody has been graded yet: run `make grade`.")
    pieces = list(next(iter(found.values())))
    wide = max(len(student) for student in found)
    head = [f"{number:>4}" for number in range(1, len(pieces) + 1)]
    lines = [f"{number:>3} {piece}" for number, piece in enumerate(pieces, 1)]
    lines += ["", " " * wide + "".join(head) + "   sum"]
    for student, row in sorted(found.items()):
        cells = "".join(f"{row[piece] or 0:>4g}" for piece in pieces)
        lines.append(f"{student:<{wide}}{cells}{sum(row[p] or 0 for p in pieces):>6g}")
    return "\n".join(lines)
