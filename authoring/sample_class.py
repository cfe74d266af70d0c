"""A class of students to try the grading on, in a course of its own.

The course of a chapter's sample class lies in `classroom/sample/<chapter>`: links to
the chapters, the solutions and the release, and a gradebook of its own. So no sample
student ever stands in the instructor's gradebook. What the students answer is written
in `tests/submissions/<chapter>`; who gives which answer stands in the `class.toml`
there.
"""

import shutil
import tomllib
from copy import deepcopy
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from authoring import ROOT, AuthoringError
from authoring.gradebook import bring_along, opened
from grading.configuration import CONFIGURATION, read_configuration
from grading.course import Chapter, Section, grade_id
from grading.sample_answers import Answer, answers, folder_of

DUE = datetime(2026, 10, 30, 12, 0)
REFERENCE, BLANK = "reference", "blank"
_ON_TIME = -1  # hours after the due date
_ESSAY = "In my own words: it follows from what this section has shown."
# Who hands in where a chapter has no `class.toml`.
_TWO_STUDENTS: dict[str, dict[str, Any]] = {"ada": {}, "dina": {"otherwise": BLANK}}
_CONFIGURATION = '''\
"""The sample class: everything as in the course itself, but for the place.

`python -m authoring class` writes this file.
"""

from pathlib import Path

root = Path(__file__).resolve().parent
load_subconfig("nbgrader_config.py", path={course!r})
c = get_config()
c.CourseDirectory.root = str(root)
c.CourseDirectory.db_url = f"sqlite:///{{root}}/classroom/gradebook.db"
'''


def course_of(name: str, root: Path = ROOT) -> Path:
    """The folder of the sample class's own course."""
    return root / "classroom" / "sample" / name


def students(name: str, root: Path = ROOT) -> dict[str, dict[str, Any]]:
    """Each student's entry of a chapter's `class.toml`."""
    path = folder_of(name, root) / "class.toml"
    if not path.is_file():
        return _TWO_STUDENTS
    return tomllib.loads(path.read_text("utf-8"))


def expectation(name: str, root: Path = ROOT) -> dict[str, dict[str, float]]:
    """By student and piece: the score that the checks must give each sample answer."""
    chapter, known = Chapter(root, name), answers(root, name)
    wanted: dict[str, dict[str, float]] = {}
    for student, entry in students(name, root).items():
        scores = wanted[student] = {}
        for section in chapter.sections.values():
            for question in section.questions:
                if question.manual:
                    continue
                choice = _choice(entry, section, question.piece)
                if choice == REFERENCE:
                    scores[question.piece] = question.points
                elif choice == BLANK:
                    scores[question.piece] = 0.0
                else:
                    scores[question.piece] = known[question.piece, choice].score
    return wanted


def _choice(entry: dict[str, Any], section: Section, piece: str) -> str:
    """The name of the answer that a student gives to a piece."""
    if section.name in entry.get("missing", []):
        return BLANK
    return str(entry.get(piece, entry.get("otherwise", REFERENCE)))


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
    """Let the sample students hand in, in the course of their own.

    A file is written only where it changes, so that grading again has nothing to do.

    Returns:
        The students' names.

    Raises:
        GradingError: if there is no release, or the chapter has changed since.
    """
    chapter, known = Chapter(root, name), answers(root, name)
    chapter.require_release()
    course = _prepare(chapter)
    entries = students(name, root)
    for student, entry in entries.items():
        folder = course / "classroom" / "submitted" / student / name
        folder.mkdir(parents=True, exist_ok=True)
        for section in chapter.sections.values():
            if section.name in entry.get("missing", []):
                continue
            file = f"{section.name}.ipynb"
            released = nbformat.read(_release(chapter) / file, as_version=4)
            chosen = _answers_of(entry, section, known)
            notebook = notebook_with(section, released, chosen)
            _write(folder / file, nbformat.writes(notebook) + "\n")
        handed_in = DUE + timedelta(hours=entry.get("late_hours", _ON_TIME))
        _write(folder / "timestamp.txt", f"{handed_in:%Y-%m-%d %H:%M:%S} UTC\n")
    return list(entries)


def _answers_of(
    entry: dict[str, Any], section: Section, known: dict[tuple[str, str], Answer]
) -> dict[str, str]:
    """By piece: what a student writes in a section; what stays blank is not named."""
    written = {}
    for piece, reference in reference_sources(section).items():
        choice = _choice(entry, section, piece)
        if choice == REFERENCE:
            written[piece] = reference
        elif choice != BLANK:
            written[piece] = known[piece, choice].source
    return written | _essays(entry, section)


def _essays(entry: dict[str, Any], section: Section) -> dict[str, str]:
    """What a student writes where a person grades."""
    if entry.get("otherwise") == BLANK:
        return {}
    return {question.piece: _ESSAY for question in section.questions if question.manual}


def _release(chapter: Chapter) -> Path:
    return chapter.classroom / "release" / chapter.name


def _prepare(chapter: Chapter) -> Path:
    """Make the sample class's course, anew if the release is another."""
    course = course_of(chapter.name, chapter.root)
    classroom = course / "classroom"
    stamp = classroom / chapter.stamp.name
    if not stamp.is_file() or stamp.read_bytes() != chapter.stamp.read_bytes():
        shutil.rmtree(course, ignore_errors=True)
        (classroom / "release").mkdir(parents=True)
        for part in ("chapters", "solutions", "tests"):
            (course / part).symlink_to(chapter.root / part)
        release = classroom / "release" / chapter.name
        release.symlink_to(_release(chapter))
        shutil.copy(chapter.stamp, stamp)
    text = _CONFIGURATION.format(course=str(chapter.root))
    _write(course / CONFIGURATION, text)
    theirs, ours = read_configuration(chapter.root), read_configuration(course)
    with opened(theirs) as gradebook, opened(ours) as samples:
        bring_along(gradebook, samples, chapter.name)
        samples.db.commit()
        samples.update_or_create_assignment(chapter.name, duedate=DUE)
    return course


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text("utf-8") != text:
        path.write_text(text, "utf-8")


def scores(name: str, root: Path = ROOT) -> dict[str, dict[str, float]]:
    """By student and piece: the checks' scores in the gradebook of the sample class.

    Raises:
        AuthoringError: if there is no sample class yet.
    """
    course = course_of(name, root)
    if not (course / CONFIGURATION).is_file():
        raise AuthoringError(f"Nobody has handed in for {name} yet: run `make grade`.")
    found: dict[str, dict[str, float]] = {}
    with opened(read_configuration(course)) as gradebook:
        for submission in gradebook.assignment_submissions(name):
            row = found[submission.student.id] = {}
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    piece = grade.name.removesuffix("-check")
                    if grade.cell.cell_type == "code":
                        row[piece] = grade.auto_score
    return found


def table(name: str, root: Path = ROOT) -> str:
    """The gradebook as text, a student a line and a piece a column.

    Raises:
        AuthoringError: if nobody has been graded yet.
    """
    found = scores(name, root)
    if not found:
        raise AuthoringError("Nobody has been graded yet: run `make grade`.")
    pieces = list(next(iter(found.values())))
    wide = max(len(student) for student in found)
    head = [f"{number:>4}" for number in range(1, len(pieces) + 1)]
    lines = [f"{number:>3} {piece}" for number, piece in enumerate(pieces, 1)]
    lines += ["", " " * wide + "".join(head) + "   sum"]
    for student, row in sorted(found.items()):
        points = [row[piece] or 0 for piece in pieces]
        cells = "".join(f"{earned:>4g}" for earned in points)
        lines.append(f"{student:<{wide}}{cells}{sum(points):>6g}")
    return "\n".join(lines)
