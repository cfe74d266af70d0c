"""The sample class has a course of its own, made anew when the release is another."""

import json
import shutil
import subprocess
import sys

import pytest
from small_chapter import NAME, SECTIONS, edit, make_course, points_of

from authoring import AuthoringError, release
from authoring.gradebook import opened
from authoring.sample_class import (
    DUE,
    course_of,
    expectation,
    hand_in,
    scores,
    students,
    table,
)
from grading.configuration import read_configuration
from grading.course import GradingError

pytestmark = pytest.mark.slow  # each needs a release

CLASS = """
[ada]
double = "right_sum"

[ben]
double = "wrong_same"
missing = ["02-second"]
late_hours = 3

[dina]
otherwise = "blank"
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory, root):
    """A course of one small chapter, and the same with its release.

    The proofs of the release are left out: they take seconds.
    """
    folder = tmp_path_factory.mktemp("prepared")
    for name in ("unreleased", "released"):
        (folder / name).mkdir()
        make_course(folder / name, root)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "_complete", lambda *_: None)
        release.release(NAME, folder / "released")
    return folder


@pytest.fixture
def unreleased(prepared, tmp_path):
    """A copy of that course without a release."""
    return shutil.copytree(prepared / "unreleased", tmp_path / "unreleased")


@pytest.fixture
def course(prepared, tmp_path, monkeypatch):
    """A copy of that course with its release."""
    monkeypatch.setattr(release, "_complete", lambda *_: None)
    return shutil.copytree(prepared / "released", tmp_path / "released")


def with_class(course):
    path = course / "tests" / "submissions" / NAME / "class.toml"
    path.write_text(CLASS)
    return course


def test_without_a_release_nobody_hands_in(unreleased):
    with pytest.raises(GradingError, match="not been released"):
        hand_in(NAME, unreleased)
    assert not course_of(NAME, unreleased).exists()


def test_without_a_class_two_students_hand_in(course):
    assert hand_in(NAME, course) == list(students(NAME, course)) == ["ada", "dina"]
    total = points_of(SECTIONS)
    sums = {who: sum(row.values()) for who, row in expectation(NAME, course).items()}
    assert sums == {"ada": total, "dina": 0}


def test_what_each_answer_is_worth_follows_from_the_class(course):
    wanted = expectation(NAME, with_class(course))
    assert wanted["ada"] == {"double": 2, "triple": 3, "quadruple": 4}
    assert wanted["ben"] == {"double": 0, "triple": 3, "quadruple": 0}


def test_students_hand_in_what_the_class_says(course):
    hand_in(NAME, with_class(course))
    folder = course_of(NAME, course) / "classroom" / "submitted"
    files = {str(path.relative_to(folder)) for path in folder.rglob("*.ipynb")}
    assert f"ada/{NAME}/02-second.ipynb" in files
    assert f"ben/{NAME}/02-second.ipynb" not in files
    blank = (folder / "dina" / NAME / "01-first.ipynb").read_text("utf-8")
    assert "raise NotImplementedError()" in blank


def test_the_instructors_gradebook_and_folders_do_not_know_the_class(course):
    before = {path.name for path in (course / "classroom").iterdir()}
    hand_in(NAME, course)
    after = {path.name for path in (course / "classroom").iterdir()}
    assert after - before == {"sample"}
    with opened(read_configuration(course)) as gradebook:
        assert gradebook.students == []
        assert gradebook.find_assignment(NAME).duedate is None
    with opened(read_configuration(course_of(NAME, course))) as gradebook:
        assert gradebook.find_assignment(NAME).duedate == DUE


def test_a_database_configured_elsewhere_is_the_instructors_only(course):
    """The sample class keeps its own file whatever the course's configuration says."""
    path = course / "nbgrader_config.py"
    elsewhere = "c.CourseDirectory.db_url = 'sqlite:////nowhere/at/all.db'\n"
    path.write_text(path.read_text("utf-8") + elsewhere)
    with pytest.raises(AuthoringError, match=r"/nowhere/at/all\.db"):
        hand_in(NAME, course)
    ours = read_configuration(course_of(NAME, course)).CourseDirectory
    assert ours.db_url.endswith(f"sample/{NAME}/classroom/gradebook.db")


def test_a_new_release_starts_the_sample_class_anew(course):
    hand_in(NAME, course)
    old = course_of(NAME, course) / "classroom" / "submitted" / "gone"
    old.mkdir()
    hand_in(NAME, course)
    assert old.exists()
    edit(course, "01-first", lambda notebook: notebook.cells[0].update(source="# New"))
    release.release(NAME, course)
    hand_in(NAME, course)
    assert not old.exists()


def test_a_table_of_nobody_is_refused_with_the_remedy(course):
    with pytest.raises(AuthoringError, match="make grade"):
        table(NAME, course)
    hand_in(NAME, course)
    with pytest.raises(AuthoringError, match="make grade"):
        table(NAME, course)


def test_the_class_is_graded_where_it_handed_in(unreleased):
    course = with_class(unreleased)
    release.release(NAME, course)
    hand_in(NAME, course)
    command = [sys.executable, "-m", "grading", "autograde", NAME, "--json"]
    place = course_of(NAME, course)
    done = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert set(json.loads(done.stdout)["students"]) == {"ada", "ben", "dina"}
    assert scores(NAME, course) == expectation(NAME, course)
    assert "double" in table(NAME, course)
