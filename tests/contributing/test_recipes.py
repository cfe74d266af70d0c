"""CONTRIBUTING's recipes for a chapter and for a section, followed word by word."""

import json
import zipfile

import nbformat
import pytest
from repository import Repository

from authoring import ROOT
from authoring.gradebook import opened
from authoring.sample_class import course_of, expectation, reference_sources, scores
from grading.configuration import read_configuration
from grading.course import Chapter, default_chapter
from tests.authoring.small_chapter import (
    NAME,
    SECTIONS,
    hand_in,
    points_of,
    right,
    write,
    write_section,
)

pytestmark = pytest.mark.slow

FIRST = default_chapter(ROOT)
ESSAY_POINTS = 5
CLASS = '[ada]\ndouble = "right_sum"\n\n[ben]\ndouble = "wrong_same"\n'


@pytest.fixture
def repository(root, chapter, tmp_path):
    """A copy of the repository with the release of its first chapter."""
    copy = Repository(root, tmp_path / "copy of the repository")
    copy.copy_release()
    return copy


def require_touched(repository, patterns):
    """The files touched are those of the recipe, and every line of it was needed."""
    touched = repository.touched()
    strangers = [
        name
        for name in touched
        if not any(pattern.fullmatch(name) for pattern in patterns)
    ]
    assert strangers == []
    for pattern in patterns:
        assert any(pattern.fullmatch(name) for name in touched), pattern


def files_of(folder):
    """The content of all files below a folder."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def entries(root, chapter):
    """What the gradebook says of a chapter's submissions, by student, section and cell."""
    found = {}
    with opened(read_configuration(root)) as gradebook:
        for submission in gradebook.assignment_submissions(chapter):
            student = submission.student.id
            for notebook in submission.notebooks:
                for grade in notebook.grades:
                    found[student, notebook.name, grade.name] = (
                        grade.auto_score,
                        grade.manual_score,
                        grade.extra_credit,
                    )
                for comment in notebook.comments:
                    key = (student, notebook.name, comment.name, "comment")
                    found[key] = (comment.auto_comment, comment.manual_comment)
    return found


def test_a_second_chapter_is_added_beside_the_first(repository):
    folder = repository.folder
    patterns, commands = repository.recipe("a chapter", NAME)
    write(folder, essay=ESSAY_POINTS)
    (folder / "tests" / "submissions" / NAME / "class.toml").write_text(CLASS)
    repository.list_in_contents(*(f"chapters/{NAME}/{name}" for name in SECTIONS))
    classroom = folder / "classroom"
    first_release = files_of(classroom / "release" / FIRST)
    repository.follow(commands)

    # Only what the recipe says was touched, and nothing of the first chapter.
    require_touched(repository, patterns)
    assert files_of(classroom / "release" / FIRST) == first_release
    Chapter(folder, FIRST).require_release()
    with opened(read_configuration(folder)) as gradebook:
        known = {assignment.name for assignment in gradebook.assignments}
        first_sections = gradebook.find_assignment(FIRST).notebooks
        assert known == {FIRST, NAME}
        assert {row.name for row in first_sections} == set(
            Chapter(folder, FIRST).sections
        )

    # It was executed, and the sample class was graded by it.
    for name in SECTIONS:
        path = folder / "chapters" / NAME / f"{name}.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        assert [cell.id for cell in cells if cell.get("outputs")]
    assert scores(NAME, folder) == expectation(NAME, folder)
    assert course_of(NAME, folder).is_dir() and not course_of(FIRST, folder).exists()

    # A student takes the kit, fills it in and is graded, with the database and without.
    with zipfile.ZipFile(classroom / f"{NAME}-kit.zip") as archive:
        names = set(archive.namelist())
    assert {f"{NAME}/{name}.ipynb" for name in SECTIONS} <= names
    answers = {
        section: {name: right(name, factor) for name, factor in pieces.items()}
        for section, pieces in SECTIONS.items()
    }
    handed_in = hand_in(folder, "ada", answers)
    score = ("grading", "score", str(handed_in), "--assignment", NAME, "--json")
    assert json.loads(repository.python(*score))["score"] == points_of(SECTIONS)
    report = json.loads(repository.python("grading", "autograde", NAME, "--json"))
    assert report["students"]["ada"]["score"] == points_of(SECTIONS)
    assert report["students"]["ada"]["max_score"] == points_of(SECTIONS) + ESSAY_POINTS


NEW_SECTION = "99-extra"
NEW_PIECE, FACTOR = "fivefold", 5


@pytest.fixture
def after_grading(repository):
    """The copy after a class of two was graded on its first chapter, partly by hand."""
    folder = repository.folder
    sections = Chapter(folder, FIRST).sections
    everything = {name: reference_sources(one) for name, one in sections.items()}
    begun = dict(list(everything.items())[:2])
    hand_in(folder, "ada", everything, FIRST)
    hand_in(folder, "ben", begun, FIRST)
    repository.python("grading", "autograde", FIRST)
    with opened(read_configuration(folder)) as gradebook:
        submission = gradebook.find_submission(FIRST, "ada")
        for notebook in submission.notebooks:
            for grade in notebook.grades:
                grade.extra_credit = 0.5
                if grade.auto_score is None:
                    grade.manual_score = 1.0
            for comment in notebook.comments:
                comment.manual_comment = f"Well done, {comment.name}."
        gradebook.db.commit()
    return repository


def test_a_section_is_added_after_a_class_was_graded(after_grading):
    repository, folder = after_grading, after_grading.folder
    before = entries(folder, FIRST)
    assert any(manual == 1.0 for _, manual, *_ in before.values())
    patterns, commands = repository.recipe("a section", FIRST)
    write_section(folder, NEW_SECTION, {NEW_PIECE: FACTOR}, chapter=FIRST)
    repository.list_in_contents(f"chapters/{FIRST}/{NEW_SECTION}")
    repository.follow(commands)
    require_touched(repository, patterns)

    # Everybody keeps everything, before and after the class is graded again.
    released = entries(folder, FIRST)
    added = {key: one for key, one in released.items() if key[1] == NEW_SECTION}
    assert len(added) == 2 * len(("a grade", "a comment"))
    assert {**before, **added} == released
    repository.python("grading", "autograde", FIRST)
    after = entries(folder, FIRST)
    assert before.items() <= after.items()
    check = f"{NEW_PIECE}-check"
    assert after["ada", NEW_SECTION, check] == (0.0, None, None)

    # Who hands the new section in is given its points.
    hand_in(folder, "ada", {NEW_SECTION: {NEW_PIECE: right(NEW_PIECE, FACTOR)}}, FIRST)
    repository.python("grading", "autograde", FIRST)
    after = entries(folder, FIRST)
    assert before.items() <= after.items()
    assert after["ada", NEW_SECTION, check] == (FACTOR, None, None)
    assert after["ben", NEW_SECTION, check] == (0.0, None, None)
    with opened(read_configuration(folder)) as gradebook:
        cell = gradebook.find_grade_cell(check, NEW_SECTION, FIRST)
        assert cell.max_score == FACTOR


def test_a_file_that_the_recipe_does_not_name_is_noticed(repository):
    patterns, _ = repository.recipe("a section", FIRST)
    assert len(patterns) > 1
    write_section(repository.folder, NEW_SECTION, {NEW_PIECE: FACTOR}, chapter=FIRST)
    repository.list_in_contents(f"chapters/{FIRST}/{NEW_SECTION}")
    require_touched(repository, patterns)
    (repository.folder / "grading" / "registry.py").touch()
    with pytest.raises(AssertionError, match=r"grading/registry\.py"):
        require_touched(repository, patterns)
