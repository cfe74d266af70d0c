"""The course as its people meet it: a release for students, a class graded by nbgrader."""

import json
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest
from nbgrader.api import Gradebook

from authoring import release
from authoring.sample_class import expectation, hand_in, scores
from grading.course import grade_id

NAME = "linear_regression"


@pytest.fixture(scope="module")
def course(tmp_path_factory, root, assignment):
    """A copy of the project with its release, in which the sample class has been graded."""
    folder = tmp_path_factory.mktemp("course")
    for part in ("chapters", "solutions", "scaffold", "grading"):
        shutil.copytree(root / part, folder / part)
    (folder / "tests").mkdir()
    (folder / "tests" / "submissions").symlink_to(root / "tests" / "submissions")
    for part in ("nbgrader_config.py", "constraints.txt"):
        shutil.copy(root / part, folder)
    shutil.copytree(root / "classroom" / "release", folder / "classroom" / "release")
    for part in (f"{NAME}.released", "gradebook.db"):
        shutil.copy(root / "classroom" / part, folder / "classroom" / part)
    with Gradebook(f"sqlite:///{folder}/classroom/gradebook.db") as gradebook:
        for student in [student.id for student in gradebook.students]:
            gradebook.remove_student(student)
    hand_in(NAME, folder)
    command = [sys.executable, "-m", "grading", "autograde", NAME, "--json"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder, json.loads(done.stdout)


def test_every_student_gets_what_the_answers_are_worth(course):
    folder, _ = course
    assert scores(NAME, folder) == expectation(NAME, folder)


def test_the_manual_question_waits_for_a_person(course):
    folder, _ = course
    with Gradebook(f"sqlite:///{folder}/classroom/gradebook.db") as gradebook:
        for student, waits in (("ada", True), ("dina", False), ("fatima", False)):
            submission = gradebook.find_submission(NAME, student)
            assert submission.needs_manual_grade == waits, student


def test_the_late_one_is_known_to_be_late(course):
    folder, _ = course
    with Gradebook(f"sqlite:///{folder}/classroom/gradebook.db") as gradebook:
        late = {
            s.student.id: s.total_seconds_late
            for s in gradebook.assignment_submissions(NAME)
        }
    assert {student for student, seconds in late.items() if seconds} == {"emil"}


def test_feedback_gives_reasons_and_no_secrets(course):
    folder, report = course
    command = [
        sys.executable,
        "-m",
        "nbgrader",
        "generate_feedback",
        NAME,
        "--student",
        "ben",
    ]
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    page = folder / "classroom" / "feedback" / "ben" / NAME / "02-loss.html"
    text = page.read_text("utf-8")
    assert "the largest difference is about" in text or "expected a" in text
    assert "BEGIN SOLUTION" not in text
    assert report["seed"] not in text


def test_the_release_holds_what_a_student_needs_and_nothing_more(
    root, assignment, tmp_path
):
    path = release.kit(NAME, root)
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / NAME
    assert {entry.name for entry in folder.iterdir()} == {
        *(f"{name}.ipynb" for name in assignment.sections),
        "scaffold", "solutions", "reference.json", "requirements.txt", "README.md",
    }  # fmt: skip
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in {".ipynb", ".py", ".md", ".json"}:
            text = path.read_text("utf-8")
            for marker in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "{cite"):
                assert marker not in text, path


def test_every_blank_is_there_and_every_output_gone(root, assignment):
    for name, section in assignment.sections.items():
        path = root / "classroom" / "release" / NAME / f"{name}.ipynb"
        released = nbformat.read(path, as_version=4)
        for cell in released.cells:
            if cell.cell_type == "code":
                assert cell.outputs == []
                if grade_id(cell) in section.pieces:
                    assert "# YOUR CODE HERE" in cell.source
                    assert "raise NotImplementedError()" in cell.source


def test_a_leftover_solution_line_is_refused(root, assignment, tmp_path):
    folder = tmp_path / "release"
    shutil.copytree(root / "classroom" / "release" / NAME, folder)
    path = folder / "02-loss.ipynb"
    notebook = nbformat.read(path, as_version=4)
    line = "return torch.matmul(X.T, error) / len(X), error.mean(dim=0)"
    notebook.cells[0].source += f"\n{line}"
    nbformat.write(notebook, path)
    with pytest.raises(
        release.AuthoringError, match=r"02-loss\.ipynb: the solution line"
    ):
        release._inspect(assignment, folder)
