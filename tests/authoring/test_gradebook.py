"""A gradebook learns of a chapter's new release, and loses nothing on the way."""

import shutil
from datetime import datetime

import pytest
from nbgrader.api import Gradebook

from authoring import AuthoringError
from authoring.gradebook import alembic_found, bring_along

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # its own
NAME = "small"
DUE = datetime(2026, 1, 2, 3, 4)
OLD = {"01-first": {"double": 2.0, "triple": 3.0}, "02-second": {"quadruple": 4.0}}
EXTENDED = OLD | {"03-third": {"fivefold": 5.0}}


@pytest.fixture(scope="module")
def empty(tmp_path_factory):
    """The file of a gradebook in which nothing stands; nbgrader needs a second for it."""
    path = tmp_path_factory.mktemp("empty") / "gradebook.db"
    with alembic_found(), Gradebook(f"sqlite:///{path}", "a course"):
        pass
    return path


@pytest.fixture
def fresh(empty, tmp_path):
    """A function that opens a new gradebook under a name."""
    opened = []

    def gradebook(name):
        path = tmp_path / f"{name}.db"
        shutil.copy(empty, path)
        opened.append(Gradebook(f"sqlite:///{path}", "a course"))
        return opened[-1]

    yield gradebook
    for one in opened:
        one.close()


@pytest.fixture
def releasing(fresh):
    """A function that gives the gradebook of a release with these pieces."""

    def with_pieces(sections, source="1"):
        gradebook = fresh(f"release {len(sections)} {source}")
        gradebook.add_assignment(NAME)
        for section, pieces in sections.items():
            gradebook.add_notebook(section, NAME, kernelspec="{}")
            place = (section, NAME)
            code = {"cell_type": "code", "source": source}
            for piece, points in pieces.items():
                check = f"{piece}-check"
                gradebook.add_solution_cell(piece, *place)
                gradebook.add_source_cell(piece, *place, **code)
                gradebook.add_source_cell(check, *place, locked=True, **code)
                gradebook.add_grade_cell(
                    check, *place, max_score=points, cell_type="code"
                )
        return gradebook

    return with_pieces


@pytest.fixture
def graded(fresh, releasing):
    """A gradebook with a chapter of which two students have grades and comments."""
    gradebook = fresh("ours")
    bring_along(releasing(OLD), gradebook, NAME)
    gradebook.db.commit()
    gradebook.update_or_create_assignment(NAME, duedate=DUE)
    for student in ("ada", "ben"):
        gradebook.add_student(student)
        submission = gradebook.add_submission(NAME, student, timestamp=DUE)
        for notebook in submission.notebooks:
            notebook.late_submission_penalty = 0.5
            for grade in notebook.grades:
                grade.auto_score, grade.needs_manual_grade = 1.5, False
    gradebook.find_grade("double-check", "01-first", NAME, "ada").manual_score = 1.0
    gradebook.find_grade("triple-check", "01-first", NAME, "ada").extra_credit = 2.0
    comment = gradebook.find_comment("double", "01-first", NAME, "ada")
    comment.manual_comment = "Look at the factor."
    gradebook.db.commit()
    return gradebook


def everything(gradebook):
    """Each student's entries, by section and cell."""
    gradebook.db.expire_all()
    found = {}
    for submission in gradebook.assignment_submissions(NAME):
        student = submission.student.id
        found[student] = (submission.timestamp, submission.duedate)
        for notebook in submission.notebooks:
            found[student, notebook.name] = notebook.late_submission_penalty
            for grade in notebook.grades:
                found[student, notebook.name, grade.name] = grade.to_dict()
            for comment in notebook.comments:
                key = (student, notebook.name, comment.name, "comment")
                found[key] = comment.to_dict()
    return found


def points(gradebook):
    """What each check is worth, by section."""
    gradebook.db.expire_all()
    return {
        notebook.name: {
            cell.name.removesuffix("-check"): cell.max_score
            for cell in notebook.grade_cells
        }
        for notebook in gradebook.find_assignment(NAME).notebooks
    }


def test_an_empty_gradebook_learns_the_whole_chapter(fresh, releasing):
    gradebook = fresh("ours")
    bring_along(releasing(OLD), gradebook, NAME)
    gradebook.db.commit()
    assert points(gradebook) == OLD
    cell = gradebook.find_source_cell("double-check", "01-first", NAME)
    assert (cell.source, cell.locked, cell.cell_type) == ("1", True, "code")
    assert gradebook.find_solution_cell("double", "01-first", NAME)
    assert gradebook.find_assignment(NAME).course_id == "a course"


def test_the_same_release_again_changes_nothing(graded, releasing):
    before = everything(graded)
    bring_along(releasing(OLD), graded, NAME)
    graded.db.commit()
    assert everything(graded) == before


def test_a_section_is_added_and_every_grade_is_kept(graded, releasing):
    before = everything(graded)
    bring_along(releasing(EXTENDED), graded, NAME)
    graded.db.commit()
    after = everything(graded)
    assert before.items() <= after.items()
    assert points(graded) == EXTENDED
    for student in ("ada", "ben"):
        grade = graded.find_grade("fivefold-check", "03-third", NAME, student)
        assert (grade.auto_score, grade.needs_manual_grade) == (None, True)
        assert graded.find_comment("fivefold", "03-third", NAME, student)


def test_a_piece_is_added_to_a_section_that_was_handed_in(graded, releasing):
    before = everything(graded)
    more = OLD | {"01-first": OLD["01-first"] | {"sixfold": 6.0}}
    bring_along(releasing(more), graded, NAME)
    graded.db.commit()
    assert before.items() <= everything(graded).items()
    grade = graded.find_grade("sixfold-check", "01-first", NAME, "ben")
    assert grade.auto_score is None


def test_other_points_and_another_text_are_taken_over(graded, releasing):
    changed = OLD | {"02-second": {"quadruple": 8.0}}
    bring_along(releasing(changed, source="2"), graded, NAME)
    graded.db.commit()
    assert points(graded) == changed
    cell = graded.find_source_cell("double", "01-first", NAME)
    assert cell.source == "2"
    grade = graded.find_grade("double-check", "01-first", NAME, "ada")
    assert (grade.auto_score, grade.manual_score) == (1.5, 1.0)


def test_sections_that_only_got_another_number_keep_their_grades(graded, releasing):
    new = {
        "01-begin": {"fivefold": 5.0},
        "02-first": OLD["01-first"],
        "03-second": OLD["02-second"],
    }
    bring_along(releasing(new), graded, NAME)
    graded.db.commit()
    assert points(graded) == new
    grade = graded.find_grade("double-check", "02-first", NAME, "ada")
    assert (grade.auto_score, grade.manual_score) == (1.5, 1.0)


@pytest.mark.parametrize(
    ("left", "gone"),
    [
        ({"01-first": OLD["01-first"]}, "02-second.*quadruple-check"),
        (OLD | {"01-first": {"double": 2.0}}, "01-first.*triple-check"),
    ],
    ids=["a section", "a piece"],
)
def test_what_carries_grades_may_not_go(graded, releasing, left, gone):
    before = everything(graded)
    with pytest.raises(AuthoringError, match=f"{gone}.*Put it back.*0 points"):
        bring_along(releasing(left), graded, NAME)
    graded.db.rollback()
    assert everything(graded) == before
    assert points(graded) == OLD


def test_what_carries_no_grades_goes(fresh, releasing):
    gradebook = fresh("ours")
    bring_along(releasing(OLD), gradebook, NAME)
    gradebook.db.commit()
    gradebook.add_student("ada")
    gradebook.add_submission(NAME, "ada")
    left = {"01-first": {"double": 2.0}}
    bring_along(releasing(left), gradebook, NAME)
    gradebook.db.commit()
    assert points(gradebook) == left
    (submission,) = gradebook.assignment_submissions(NAME)
    assert [notebook.name for notebook in submission.notebooks] == ["01-first"]
    (grade,) = submission.notebooks[0].grades
    assert grade.name == "double-check"


def test_a_comment_by_hand_may_not_go(graded, releasing):
    for grade in ("double-check", "triple-check"):
        for student in ("ada", "ben"):
            entry = graded.find_grade(grade, "01-first", NAME, student)
            entry.auto_score = entry.manual_score = entry.extra_credit = None
    graded.db.commit()
    left = OLD | {"01-first": {"triple": 3.0}}
    with pytest.raises(AuthoringError, match="`double` is gone"):
        bring_along(releasing(left), graded, NAME)


def test_other_chapters_are_left_alone(graded, releasing):
    graded.add_assignment("other")
    graded.add_notebook("01-first", "other")
    graded.add_grade_cell("x-check", "01-first", "other", max_score=1, cell_type="code")
    bring_along(releasing(EXTENDED), graded, NAME)
    graded.db.commit()
    assert graded.find_grade_cell("x-check", "01-first", "other").max_score == 1
