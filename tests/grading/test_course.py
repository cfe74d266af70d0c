"""A chapter is read from its folder: sections, questions, pieces, rules, solutions."""

import pickle
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from grading.course import (
    Chapter,
    Question,
    Rules,
    chapters,
    default_chapter,
    grade_id,
    hash_of,
)
from grading.errors import GradingError
from tests.grading.intake.cells import marked


def notebook(piece, **course):
    cells = [
        new_markdown_cell("prose", id=f"prose-{piece}"),
        new_code_cell("show(1)", id=f"demo-{piece}", metadata={"tags": ["demo"]}),
        marked(piece, f"def {piece}(): ...", solution=True),
        marked(f"{piece}-check", "check = 1", grade=True, locked=True, points=2),
        marked(f"{piece}-essay", "words", grade=True, solution=True, points=0.5),
    ]
    for cell in cells[2:]:
        cell.outputs = [new_output("stream", text="shown")]
        cell.execution_count = 3
    return new_notebook(cells=cells, metadata={"course": course} if course else {})


@pytest.fixture
def root(tmp_path):
    """A project of one chapter with two sections, the first with a solution."""
    write(tmp_path, "optics", "01-lens", notebook("focus"))
    write(tmp_path, "optics", "02-mirror", notebook("reflect"))
    solutions = tmp_path / "solutions" / "optics"
    solutions.mkdir(parents=True)
    (solutions / "lens.py").write_text("def focus(): return 1\n")
    (solutions / "mirror.py").write_text("def reflect(): return 1\n")
    return tmp_path


def write(root, chapter, name, content):
    folder = root / "chapters" / chapter
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(content, folder / f"{name}.ipynb")


def test_sections_are_the_numbered_notebooks(root):
    (root / "chapters" / "optics" / "Untitled.ipynb").write_text("{}")
    (root / "chapters" / "optics" / "01-lens.ipynb.bak").write_text("{}")
    write(root, "optics", "10-eye", notebook("see"))
    chapter = Chapter(root, "optics")
    assert list(chapter.sections) == ["01-lens", "02-mirror", "10-eye"]
    assert [section.module for section in chapter.sections.values()] == [
        "lens",
        "mirror",
        "eye",
    ]
    assert chapter.name == "optics"
    assert chapter.root == root


def test_a_section_knows_its_questions_pieces_and_demonstrations(root):
    section = Chapter(root, "optics").sections["01-lens"]
    assert section.questions == [
        Question("focus-check", "focus", 2.0, manual=False),
        Question("focus-essay", "focus-essay", 0.5, manual=True),
    ]
    assert section.pieces == {"focus", "focus-essay"}
    assert section.demos == {"demo-focus": "show(1)"}
    assert section.rules == Rules()


def test_a_section_is_graded_with_the_solutions_before_it(root):
    packages = {"solutions/__init__.py": "", "solutions/optics/__init__.py": ""}
    first, second = Chapter(root, "optics").sections.values()
    assert first.files == packages
    assert second.files == packages | {
        "solutions/optics/lens.py": "def focus(): return 1\n"
    }


def test_a_section_may_have_no_solution(root):
    (root / "solutions" / "optics" / "lens.py").unlink()
    assert len(Chapter(root, "optics").sections["02-mirror"].files) == 2


def test_an_unknown_chapter_is_refused(root):
    with pytest.raises(GradingError, match="chapters/acoustics has no notebooks"):
        Chapter(root, "acoustics")


def test_outputs_are_kept_in_the_file_only(root):
    chapter = Chapter(root, "optics")
    for section in chapter.sections.values():
        for cell in section.notebook.cells:
            assert not cell.get("outputs")
            assert cell.get("execution_count") is None
    shown = chapter.executed("01-lens").cells[2]
    assert shown.outputs[0].text == "shown"


def changed(root, change):
    """The digest after a change to the first section's notebook."""
    content = notebook("focus")
    change(content)
    write(root, "optics", "01-lens", content)
    return Chapter(root, "optics").digest


def section_digest_after(root, change):
    """The digest of the first section after a change to its notebook."""
    path = root / "chapters" / "optics" / "01-lens.ipynb"
    changed = nbformat.read(path, as_version=4)
    change(changed)
    nbformat.write(changed, path)
    return Chapter(root, "optics").sections["01-lens"].digest


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: setattr(nb.cells[0], "source", "other prose"),
        lambda nb: nb.metadata.update(course={"executed": "another hash"}),
    ],
    ids=["prose", "the note of what was executed"],
)
def test_nobody_is_graded_again_for(root, change):
    before = Chapter(root, "optics").sections["01-lens"].digest
    assert section_digest_after(root, change) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda nb: setattr(nb.cells[1], "source", "show(2)"),
        lambda nb: nb.cells[1].metadata.pop("tags"),
        lambda nb: setattr(nb.cells[3], "source", "check = 2"),
        lambda nb: nb.cells[3].metadata["nbgrader"].update(points=3),
        lambda nb: nb.cells.pop(0),
        lambda nb: nb.metadata.update(course={"forbidden": ["torch.nn"]}),
    ],
    ids=["a demonstration", "its tag", "a check", "points", "a cell less", "a rule"],
)
def test_a_section_is_graded_again_for(root, change):
    before = Chapter(root, "optics").sections["01-lens"].digest
    assert section_digest_after(root, change) != before


def test_the_digest_does_not_depend_on_outputs(root):
    before = Chapter(root, "optics").digest

    def run_again(content):
        content.cells[2].outputs = [new_output("stream", text="other")]
        content.cells[2].execution_count = 9

    assert changed(root, run_again) == before


@pytest.mark.parametrize(
    "change",
    [
        lambda content: content.cells[0].update(source="other"),
        lambda content: content.cells[2].update(id="other"),
        lambda content: content.cells[3].metadata["nbgrader"].update(points=3),
        lambda content: content.cells.pop(1),
        lambda content: content.metadata.update(course={"forbidden": ["a"]}),
    ],
)
def test_the_digest_depends_on_what_students_are_given(root, change):
    before = Chapter(root, "optics").digest
    assert changed(root, change) != before


def test_the_digest_depends_on_the_solutions(root):
    before = Chapter(root, "optics").digest
    (root / "solutions" / "optics" / "mirror.py").write_text("")
    assert Chapter(root, "optics").digest != before


def test_both_digests_depend_on_what_is_known_of_mistakes(root):
    before = Chapter(root, "optics")
    (piece,) = sorted(before.sections["01-lens"].pieces)[:1]
    folder = root / "tests" / "submissions" / "optics"
    folder.mkdir(parents=True)
    (folder / f"{piece}.py").write_text(
        "# %% wrong (0 of 2) | it is off | off\nx = 1\n"
    )
    after = Chapter(root, "optics")
    assert after.digest != before.digest
    changed = [
        name
        for name, section in after.sections.items()
        if section.digest != before.sections[name].digest
    ]
    assert changed == ["01-lens"]


def test_a_release_must_be_of_the_chapters_present_state(root):
    chapter = Chapter(root, "optics")
    with pytest.raises(GradingError, match="optics has not been released yet"):
        chapter.require_release()
    assert chapter.stamp == root / "classroom" / "optics.released"
    chapter.classroom.mkdir()
    chapter.stamp.write_text(chapter.digest + "\n")
    chapter.require_release()
    (root / "solutions" / "optics" / "mirror.py").write_text("")
    with pytest.raises(GradingError, match="older than the chapter"):
        Chapter(root, "optics").require_release()


def test_a_chapter_travels_to_workers(root):
    chapter = Chapter(root, "optics")
    twin = pickle.loads(pickle.dumps(chapter))
    assert twin.digest == chapter.digest
    assert twin.sections["02-mirror"].files == chapter.sections["02-mirror"].files
    assert twin.stamp == chapter.stamp


def test_chapters_are_the_folders_with_numbered_notebooks(root):
    (root / "chapters" / "images").mkdir()
    (root / "chapters" / "drafts").mkdir()
    (root / "chapters" / "drafts" / "idea.ipynb").write_text("{}")
    (root / "chapters" / "intro.md").write_text("")
    assert chapters(root) == ["optics"]
    assert default_chapter(root) == "optics"
    write(root, "acoustics", "01-tone", notebook("tone"))
    write(root, "heat", "01-warm", notebook("warm"))
    assert chapters(root) == ["acoustics", "heat", "optics"]
    assert default_chapter(root) == "acoustics"


def test_a_project_without_chapters_is_said(tmp_path):
    assert chapters(tmp_path) == []
    with pytest.raises(GradingError, match="holds no chapter"):
        default_chapter(tmp_path)


def section_with(root, course):
    content = notebook("focus")
    content.metadata["course"] = course
    write(root, "optics", "01-lens", content)
    return Chapter(root, "optics").sections["01-lens"]


def test_the_rules_are_read_from_the_notebook(root):
    course = {"forbidden": ["a.b"], "watched": ["c"], "pieces": {"focus": [".d", "e"]}}
    rules = section_with(root, course).rules
    assert rules == Rules(("a.b",), ("c",), {"focus": (".d", "e")})


@pytest.mark.parametrize(
    ("course", "where"),
    [
        ({"forbidden": "torch.nn"}, r"course\.forbidden: let it be a list"),
        ({"watched": [1]}, r"course\.watched: let it be a list"),
        ({"pieces": ["focus"]}, r"course\.pieces: let it be a table"),
        ({"pieces": {"focus": "a"}}, r"course\.pieces\.focus: let it be a list"),
        ({"pieces": {"fokus": ["a"]}}, r"no piece 'fokus'.*focus, focus-essay"),
    ],
)
def test_rules_that_cannot_be_understood_are_refused(root, course, where):
    section = section_with(root, course)
    with pytest.raises(GradingError, match=r"01-lens\.ipynb.*" + where):
        section.rules  # noqa: B018


def test_an_id_is_a_text_or_nothing():
    cell = marked("f", "x")
    assert grade_id(cell) == "f"
    other = deepcopy(cell)
    other.metadata["nbgrader"] = []
    assert grade_id(other) == ""
    assert grade_id(new_code_cell("x")) == ""


def test_a_hash_is_of_the_data_and_not_of_their_order():
    assert hash_of({"a": 1, "b": "ä"}) == hash_of({"b": "ä", "a": 1})
    assert hash_of({"a": 1}) != hash_of({"a": 2})
