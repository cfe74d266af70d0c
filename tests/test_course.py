"""The course as its people meet it: a release for students, a sample class graded."""

import json
import shutil
import subprocess
import sys
import zipfile

import nbformat
import pytest

from authoring import ROOT
from authoring.gradebook import opened
from authoring.release import folder_of, given_files, kit
from authoring.sample_class import (
    course_of,
    expectation,
    hand_in,
    scores,
    students,
    table,
)
from grading.configuration import read_configuration
from grading.course import Chapter, default_chapter, grade_id

NAME = default_chapter(ROOT)
PARTS = ("chapters", "solutions", "scaffold", "kit", "classroom/release")
FILES = ("nbgrader_config.py", "constraints.txt", "classroom/gradebook.db")


def run(*arguments, cwd):
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True)


@pytest.fixture(scope="module")
def project(tmp_path_factory, root, chapter):
    """A copy of the project with its release and with the instructor's gradebook."""
    folder = tmp_path_factory.mktemp("project")
    ignored = shutil.ignore_patterns("__pycache__")
    for part in PARTS:
        shutil.copytree(root / part, folder / part, ignore=ignored)
    for part in (*FILES, chapter.stamp.relative_to(root)):
        shutil.copy(root / part, folder / part)
    (folder / "tests").mkdir()
    (folder / "tests" / "submissions").symlink_to(root / "tests" / "submissions")
    return folder


@pytest.fixture(scope="module")
def graded(project):
    """That copy after its sample class was graded, and what the run reported."""
    hand_in(NAME, project)
    arguments = ("grading", "autograde", NAME, "--json")
    done = run(*arguments, cwd=course_of(NAME, project))
    assert done.returncode == 0, done.stderr
    return project, json.loads(done.stdout)


def names_in(folder):
    """Names of the students in the gradebook of a course."""
    with opened(read_configuration(folder)) as gradebook:
        return {student.id for student in gradebook.students}


@pytest.mark.slow
def test_every_student_gets_what_the_answers_are_worth(graded):
    project, _ = graded
    assert scores(NAME, project) == expectation(NAME, project)


@pytest.mark.slow
def test_the_table_names_every_student_and_the_sum(graded):
    project, _ = graded
    lines = table(NAME, project).splitlines()
    wanted = {
        student: sum(row.values())
        for student, row in expectation(NAME, project).items()
    }
    seen = {line.split()[0]: float(line.split()[-1]) for line in lines[-len(wanted) :]}
    assert seen == wanted


@pytest.mark.slow
def test_the_sample_class_stays_out_of_the_instructors_classroom(graded, root):
    project, _ = graded
    assert names_in(course_of(NAME, project)) == set(students(NAME, project))
    assert names_in(project) == names_in(root)
    assert not (project / "classroom" / "submitted").exists()
    assert not (project / "classroom" / "autograded").exists()


@pytest.mark.slow
def test_the_manual_question_waits_for_a_person(graded):
    project, _ = graded
    with opened(read_configuration(course_of(NAME, project))) as gradebook:
        for student, waits in (("ada", True), ("dina", False), ("fatima", False)):
            submission = gradebook.find_submission(NAME, student)
            assert submission.needs_manual_grade == waits, student


@pytest.mark.slow
def test_the_late_one_is_known_to_be_late(graded):
    project, _ = graded
    with opened(read_configuration(course_of(NAME, project))) as gradebook:
        late = {
            submission.student.id
            for submission in gradebook.assignment_submissions(NAME)
            if submission.total_seconds_late
        }
    assert late == {
        student for student, entry in students(NAME).items() if "late_hours" in entry
    }


@pytest.mark.slow
def test_feedback_gives_reasons_and_no_secrets(graded):
    project, report = graded
    course = course_of(NAME, project)
    run("nbgrader", "generate_feedback", NAME, "--student", "ben", cwd=course)
    page = course / "classroom" / "feedback" / "ben" / NAME / "02-loss.html"
    text = page.read_text("utf-8")
    assert "the largest difference is about" in text or "expected a" in text
    assert "BEGIN SOLUTION" not in text
    assert report["seed"] not in text


@pytest.mark.slow
def test_handing_in_again_leaves_what_is_graded(graded):
    project, report = graded
    hand_in(NAME, project)
    arguments = ("grading", "autograde", NAME, "--json")
    again = json.loads(run(*arguments, cwd=course_of(NAME, project)).stdout)
    assert {one["state"] for one in again["students"].values()} == {"unchanged"}
    assert again["notebooks"] == 0 < report["notebooks"]


def test_the_kit_holds_what_a_student_needs_and_nothing_more(project, tmp_path):
    with zipfile.ZipFile(kit(NAME, project)) as archive:
        archive.extractall(tmp_path)
    folder = tmp_path / NAME
    given = {path.relative_to(project).parts[0] for path in given_files(project)}
    assert {entry.name for entry in folder.iterdir()} == {
        *(f"{name}.ipynb" for name in Chapter(project, NAME).sections),
        *(given | {"solutions", "requirements.txt", "README.md"}),
        *("reference.json", "mistakes.json"),
    }
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix in {".ipynb", ".py", ".md", ".json"}:
            text = path.read_text("utf-8")
            for marker in ("BEGIN SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "{cite"):
                assert marker not in text, path


def test_every_blank_is_there_and_every_output_gone(chapter):
    for name, section in chapter.sections.items():
        path = folder_of(chapter) / f"{name}.ipynb"
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type != "code":
                continue
            assert cell.outputs == []
            if grade_id(cell) in section.pieces:
                assert "# YOUR CODE HERE" in cell.source
                assert "raise NotImplementedError()" in cell.source
