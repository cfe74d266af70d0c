"""A release takes the place of the one before as a whole, or not at all."""

import json
import shutil
import sqlite3
import zipfile
from pathlib import Path

import nbformat
import pytest
from small_chapter import NAME, SECTIONS, edit, make_course

from authoring import AuthoringError, release, solution_cells
from authoring.gradebook import opened
from authoring.release import kit
from grading.configuration import read_configuration
from grading.course import Chapter, GradingError
from scaffold.observation import MIME

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def released(tmp_path_factory, root):
    """A course whose one chapter has been released and zipped."""
    course = tmp_path_factory.mktemp("released") / "course"
    course.mkdir()
    make_course(course, root)
    release.release(NAME, course)
    kit(NAME, course)
    return course


@pytest.fixture
def course(released, tmp_path):
    """A copy of that course, to be changed."""
    folder = tmp_path / "a course"
    shutil.copytree(released, folder)
    return folder


def contents(folder):
    """All files below a folder but the gradebook, and what that knows."""
    found = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.suffix != ".db"
    }
    with opened(read_configuration(folder.parent)) as gradebook:
        for notebook in gradebook.find_assignment(NAME).notebooks:
            for cell in notebook.source_cells:
                found[notebook.name, cell.name] = cell.to_dict()
            for cell in notebook.grade_cells:
                found[notebook.name, cell.name, "points"] = cell.max_score
    return found


def refused(course, message):
    """A release must fail with this message, and leave everything as it was."""
    before = contents(course / "classroom")
    with pytest.raises((AuthoringError, GradingError), match=message):
        release.release(NAME, course)
    assert contents(course / "classroom") == before


def test_reference_values_are_computed_and_not_taken_from_the_notebook(course):
    """The notebooks of this course have no outputs at all."""
    folder = course / "classroom" / "release" / NAME
    reference = json.loads((folder / "reference.json").read_text("utf-8"))
    pieces = [name for pieces in SECTIONS.values() for name in pieces]
    assert list(reference) == pieces
    for name in pieces:
        (seen,) = reference[name]
        assert seen["name"] == f"{name} of x"


def test_nothing_of_the_author_is_released(course):
    folder = course / "classroom" / "release" / NAME
    for name in SECTIONS:
        notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
        assert "course" not in notebook.metadata
        assert all("multiplied_by" not in cell.source for cell in notebook.cells)
        assert all(not cell.get("outputs") for cell in notebook.cells)
    assert MIME not in (folder / "01-first.ipynb").read_text("utf-8")


def test_nothing_lies_about_in_the_classroom(course):
    names = {path.name for path in (course / "classroom").iterdir()}
    chapter = Chapter(course, NAME)
    kit_name = f"{NAME}-kit.zip"
    assert names == {"release", "gradebook.db", chapter.stamp.name, kit_name}


def test_a_check_that_proves_nothing_leaves_the_old_release(course):
    def points_for_nothing(notebook):
        check = next(cell for cell in notebook.cells if cell.id == "double-check")
        check.source = check.source.replace("double(x), points", "2, points")

    edit(course, "01-first", points_for_nothing)
    refused(course, "01-first.*double-check.*same on 5 draws")


def test_a_reference_that_fails_leaves_the_old_release(course):
    path = course / "solutions" / NAME / "first.py"
    path.write_text(path.read_text().replace("2 * x", "2 * x.no_such_thing"))
    edit(course, "01-first", lambda notebook: None)
    refused(course, "01-first.*does not get through double-check")


def test_a_notebook_that_nbgrader_refuses_leaves_the_old_release(course):
    def unfinished_region(notebook):
        piece = next(cell for cell in notebook.cells if cell.id == "double")
        piece.source = piece.source.replace("    ### END SOLUTION", "")

    path = course / "solutions" / NAME / "first.py"
    text = path.read_text().replace("    ### END SOLUTION", "    # no end", 1)
    path.write_text(text)
    edit(course, "01-first", unfinished_region)
    refused(course, f"nbgrader cannot release {NAME}")


def test_outputs_of_other_cells_are_refused_by_name(course):
    path = course / "chapters" / NAME / "02-second.ipynb"
    notebook = nbformat.read(path, as_version=4)
    check = next(cell for cell in notebook.cells if cell.id == "quadruple-check")
    check.source += "\n# another tolerance"
    path.write_text(nbformat.writes(notebook) + "\n")
    refused(course, r"02-second\.ipynb has outputs.*make notebooks")


def test_a_solution_that_is_not_in_its_notebook_is_refused_by_name(course):
    path = course / "solutions" / NAME / "second.py"
    path.write_text(path.read_text().replace("4 * x", "x * 4"))
    refused(course, r"02-second\.ipynb is not as `solutions` has it")


def test_a_failure_at_the_last_moment_is_undone(course, monkeypatch):
    """The folder has been exchanged already when its stamp cannot be."""
    edit(course, "01-first", lambda notebook: notebook.cells[0].update(source="# New"))
    before = contents(course / "classroom")
    stamp, rename = Chapter(course, NAME).stamp, Path.rename

    def fails_for_the_stamp(path, target):
        if target == stamp and path.name == stamp.name:
            raise PermissionError(f"{target} is not to be replaced")
        return rename(path, target)

    monkeypatch.setattr(
        release, "_complete", lambda *_: None
    )  # its proofs take seconds
    monkeypatch.setattr(Path, "rename", fails_for_the_stamp)
    with pytest.raises(PermissionError, match="not to be replaced"):
        release.release(NAME, course)
    assert contents(course / "classroom") == before


def test_a_locked_gradebook_is_named_and_leaves_the_old_release(course, monkeypatch):
    edit(course, "01-first", lambda notebook: notebook.cells[1].update(source="import"))
    waits_not = "sqlite:///{root}/classroom/gradebook.db?timeout=0"
    path = course / "nbgrader_config.py"
    text = path.read_text("utf-8")
    path.write_text(text.replace("sqlite:///{root}/classroom/gradebook.db", waits_not))
    other = sqlite3.connect(course / "classroom" / "gradebook.db")
    other.execute("BEGIN IMMEDIATE")
    refused(course, r"gradebook\.db.*locked.*formgrader")
    other.close()


def test_a_new_release_replaces_the_old_one_and_its_cells_in_the_gradebook(course):
    def other_points(notebook):
        check = next(cell for cell in notebook.cells if cell.id == "double-check")
        check.metadata["nbgrader"]["points"] = 7
        check.source = check.source.replace("points=2", "points=7")

    edit(course, "01-first", other_points)
    release.release(NAME, course)
    chapter = Chapter(course, NAME)
    chapter.require_release()
    seen = contents(course / "classroom")
    assert seen["01-first", "double-check", "points"] == 7
    assert "points=7" in seen["01-first", "double-check"]["source"]
    assert b"points=7" in seen[f"release/{NAME}/01-first.ipynb"]


def test_the_kit_holds_the_whole_release(course):
    with zipfile.ZipFile(kit(NAME, course)) as archive:
        names = set(archive.namelist())
    folder = course / "classroom" / "release"
    files = {path for path in folder.rglob("*") if path.is_file()}
    assert names == {str(path.relative_to(folder)) for path in files}
    assert f"{NAME}/kit/__main__.py" in names


def test_a_kit_without_a_whole_present_release_is_refused(course):
    target = course / "classroom" / f"{NAME}-kit.zip"
    before = target.read_bytes()
    folder = course / "classroom" / "release" / NAME
    given = course / "scaffold" / "check.py"
    given.write_text(given.read_text("utf-8") + "# new\n")
    with pytest.raises(AuthoringError, match=r"scaffold/check\.py has changed"):
        kit(NAME, course)
    shutil.copy(folder / "scaffold" / "check.py", given)
    (folder / "01-first.ipynb").unlink()
    with pytest.raises(AuthoringError, match=r"01-first\.ipynb is missing"):
        kit(NAME, course)
    shutil.rmtree(folder)
    with pytest.raises(AuthoringError, match="make release"):
        kit(NAME, course)
    path = course / "chapters" / NAME / "01-first.ipynb"
    notebook = nbformat.read(path, as_version=4)
    notebook.cells[0].source = "# Another title"
    nbformat.write(notebook, path)
    with pytest.raises(GradingError, match="older than the chapter"):
        kit(NAME, course)
    Chapter(course, NAME).stamp.unlink()
    with pytest.raises(GradingError, match="not been released"):
        kit(NAME, course)
    assert target.read_bytes() == before


def test_a_leftover_solution_line_is_refused(course):
    """A line that stands both in a solution and in a cell that students are given."""

    def given_away(notebook):
        notebook.cells[0].source = "# Title\n\n    multiplied_by_the_factor = 2 * x"

    edit(course, "01-first", given_away)
    refused(course, "01-first.*the solution line .*multiplied_by_the_factor")


def test_a_chapter_that_is_not_there_is_named(course):
    with pytest.raises(GradingError, match="chapters/nowhere has no notebooks"):
        release.release("nowhere", course)
    assert solution_cells.notebooks(NAME, course)
