"""A class run leaves what stock `nbgrader autograde` with our steps leaves, row by row.

Both grade the same class on the same draw with the real sandbox: right, wrong, damaged,
renamed, late, blank and incomplete submissions; then again, after points, extra credit and
comments were given by hand.
"""

import shutil
import subprocess
import sys

import nbformat
import pytest
from nbformat.v4 import new_code_cell
from nbgrader.api import Gradebook
from tiny_course import RIGHT, WRONG, hand_in, make

pytestmark = pytest.mark.slow

LATE = "2026-01-03 12:00:00 UTC"
DUE = "2026-01-02 12:00:00 UTC"
CONFIG = """
c.Execute.seed = "a draw"
c.LateSubmissionPlugin.penalty_method = "zero"
"""


def _class(course):
    """Hand in for everybody."""
    hand_in(course, "right", RIGHT | {"why": "Well."})
    hand_in(course, "wrong", WRONG | {"why": "Well."})
    hand_in(course, "blank", {})
    hand_in(course, "late", RIGHT | {"why": "Well."}, when=LATE)
    hand_in(course, "renamed", RIGHT, names={"02-second": "02-second (1).ipynb"})
    damaged = hand_in(course, "damaged", RIGHT | {"why": "Well."})
    (damaged / "02-second.ipynb").write_text("{not JSON")
    incomplete = hand_in(course, "incomplete", RIGHT)
    (incomplete / "02-second.ipynb").unlink()
    busy = hand_in(course, "busy", RIGHT | {"why": "Well."})
    path = busy / "01-first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    own = 'import sys\nprint("a" * 5000)\nprint("b", file=sys.stderr)\n1 / 0'
    notebook.cells.insert(1, new_code_cell(own))
    notebook.cells.append(notebook.cells[-1].copy())
    nbformat.write(notebook, path)


def _by_hand(course):
    """What an instructor adds in formgrader."""
    with Gradebook(f"sqlite:///{course}/classroom/gradebook.db") as gradebook:
        for student, cell, notebook in (
            ("right", "why", "02-second"),
            ("wrong", "double-check", "01-first"),
        ):
            grade = gradebook.find_grade(cell, notebook, "tiny", student)
            grade.manual_score, grade.extra_credit = 1.5, 0.5
            grade.needs_manual_grade = False
        comment = gradebook.find_comment("why", "02-second", "tiny", "right")
        comment.manual_comment = "Well said."
        gradebook.grant_extension("tiny", "late", hours=12)
        gradebook.db.commit()


def _grade(course, *command):
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=course, capture_output=True, text=True
    )
    assert "Traceback" not in done.stderr, done.stderr


def _ours(course, *more):
    _grade(course, "grading", "autograde", "tiny", *more)


def _stock(course, *more):
    _grade(course, "nbgrader", "autograde", "tiny", "--log-level=ERROR", *more)


def _rows(course):
    """All rows of the gradebook that grading writes, without their random ids."""
    found = {}
    with Gradebook(f"sqlite:///{course}/classroom/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions("tiny"):
            student = submission.student.id
            found[student] = (submission.timestamp, submission.extension)
            for notebook in submission.notebooks:
                name = (student, notebook.name)
                found[name] = (notebook.late_submission_penalty, notebook.flagged)
                for grade in notebook.grades:
                    found[*name, "grade", grade.name] = (
                        grade.auto_score, grade.manual_score, grade.extra_credit,
                        grade.needs_manual_grade, grade.score, grade.max_score,
                    )  # fmt: skip
                for comment in notebook.comments:
                    found[*name, "comment", comment.name] = (
                        comment.auto_comment, comment.manual_comment,
                    )  # fmt: skip
        found["dicts"] = sorted(
            (row["student"], row["score"], row["needs_manual_grade"])
            for row in gradebook.submission_dicts("tiny")
        )
    return found


def _notebooks(course):
    """The graded notebooks, as text."""
    graded = course / "classroom/autograded"
    return {
        str(path.relative_to(graded)): path.read_text("utf-8")
        for path in graded.rglob("*.ipynb")
    }


@pytest.fixture(scope="module")
def courses(tmp_path_factory, root):
    """The same class, graded by us and by stock nbgrader."""
    folder = tmp_path_factory.mktemp("equality")
    make(folder / "ours", root / "nbgrader_config.py")
    with (folder / "ours/nbgrader_config.py").open("a") as config:
        config.write(CONFIG)
    with Gradebook(f"sqlite:///{folder}/ours/classroom/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("tiny", duedate=DUE)
    _class(folder / "ours")
    shutil.copytree(folder / "ours", folder / "stock")
    _ours(folder / "ours")
    _stock(folder / "stock")
    first = [
        (_rows(folder / name), _notebooks(folder / name)) for name in ("ours", "stock")
    ]
    for name in ("ours", "stock"):
        _by_hand(folder / name)
    _ours(folder / "ours", "--force")
    _stock(folder / "stock", "--force")
    again = [
        (_rows(folder / name), _notebooks(folder / name)) for name in ("ours", "stock")
    ]
    return {"first": first, "again": again}


@pytest.mark.parametrize("time", ["first", "again"])
def test_every_row_of_the_gradebook_is_the_same(courses, time):
    (ours, _), (stock, _) = courses[time]
    differing = {name for name in ours | stock if ours.get(name) != stock.get(name)}
    assert {name: (ours.get(name), stock.get(name)) for name in differing} == {}
    assert len(ours) > len({name for name in ours if isinstance(name, str)})


@pytest.mark.parametrize("time", ["first", "again"])
def test_every_graded_notebook_is_the_same(courses, time):
    (_, ours), (_, stock) = courses[time]
    assert ours.keys() == stock.keys()
    for name, text in ours.items():
        assert text == stock[name], name


def test_the_class_holds_what_it_says(courses):
    rows = courses["again"][0][0]
    assert rows["late", "01-first"][0] > 0
    assert rows["right", "02-second", "grade", "why"][1:4] == (1.5, 0.5, True)
    assert rows["blank", "02-second", "comment", "why"][0] == "No response."
    assert rows["damaged", "02-second", "grade", "triple-check"][0] == 0
    assert rows["renamed", "02-second", "grade", "triple-check"][0] == 3
