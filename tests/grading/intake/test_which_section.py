"""Which file is which section: by name, by content, and never by opening odd things."""

import json
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from grading.course import Section
from grading.intake import submitted_folder
from grading.intake.reading import bare_notebook
from grading.intake.repair import BLANK
from grading.intake.submitted_folder import read_handin
from grading.intake.which_section import match_files
from tests.grading.intake.cells import marked

LEFT = "is left aside: no section of its own was missing."


def cells_of(name, answer="x = 1"):
    return [
        marked(f"{name}-imports", "import torch", locked=True),
        marked(name, answer, solution=True),
        marked(f"{name}-check", "check = 1", grade=True, locked=True, points=2),
    ]


@pytest.fixture
def chapter():
    names = {"01-first": "f", "02-second": "g"}
    sections = {}
    for name, piece in names.items():
        sections[name] = Section(name, bare_notebook(cells_of(piece)), {})
    return SimpleNamespace(sections=sections)


@pytest.fixture
def hand_in(tmp_path):
    """Write notebooks with the cells of the piece `f`, or others."""

    def write(name, *pieces, answer="x = 1"):
        cells = []
        for piece in pieces or ("f",):
            cells += cells_of(piece, answer)
        (tmp_path / name).write_text(json.dumps(bare_notebook(cells)))
        return tmp_path / name

    return write


def match(chapter, folder):
    """What is found in a folder; notes on reading it come first."""
    handed_in = read_handin(folder)
    matched = match_files(chapter, handed_in.files)
    matched.notes[:0] = handed_in.notes
    return matched


def names(matched):
    return matched.files


def test_files_are_found_by_their_names(chapter, hand_in, tmp_path):
    hand_in("01-first.ipynb", "f")
    hand_in("02-second.ipynb", "g", answer="y = 2")
    matched = match(chapter, tmp_path)
    assert matched.files == {
        "01-first": "01-first.ipynb",
        "02-second": "02-second.ipynb",
    }
    assert matched.notebooks["02-second"].cells[1].source == "y = 2"
    assert matched.notes == []
    assert matched.unreadable == {}


def test_what_is_not_handed_in_is_not_there(chapter, hand_in, tmp_path):
    hand_in("02-second.ipynb", "g")
    assert names(match(chapter, tmp_path)) == {"02-second": "02-second.ipynb"}


@pytest.mark.parametrize(
    "name", ["01-first.IPYNB", "01-first.ipynb.txt", "01-first.Ipynb.TXT"]
)
def test_an_odd_ending_is_no_renaming(chapter, hand_in, tmp_path, name):
    hand_in(name)
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": name}
    assert matched.notes == []


@pytest.mark.parametrize(
    "name",
    ["01-first (1).ipynb", "my work.ipynb", "01-First.ipynb", "02-second-Copy1.ipynb"],
)
def test_a_renamed_file_is_found_by_its_cells(chapter, hand_in, tmp_path, name):
    hand_in(name)
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": name}
    assert matched.notes == [f"01-first: taken from the renamed file {name}."]


def test_a_file_belongs_where_most_of_its_cells_belong(chapter, tmp_path):
    cells = [*cells_of("f")[:1], *cells_of("g")]
    (tmp_path / "work.ipynb").write_text(json.dumps(bare_notebook(cells)))
    assert names(match(chapter, tmp_path)) == {"02-second": "work.ipynb"}


def test_the_name_decides_where_cells_of_both_are_there(chapter, tmp_path):
    cells = [*cells_of("f")[:1], *cells_of("g")]
    (tmp_path / "01-first.ipynb").write_text(json.dumps(bare_notebook(cells)))
    assert names(match(chapter, tmp_path)) == {"01-first": "01-first.ipynb"}


def test_swapped_names_are_seen(chapter, hand_in, tmp_path):
    hand_in("01-first.ipynb", "g")
    hand_in("02-second.ipynb", "f")
    matched = match(chapter, tmp_path)
    assert names(matched) == {
        "01-first": "02-second.ipynb",
        "02-second": "01-first.ipynb",
    }
    assert len(matched.notes) == 2


def test_a_file_of_the_name_without_any_marks_is_the_sections(chapter, tmp_path):
    (tmp_path / "01-first.ipynb").write_text('{"cells": []}')
    assert names(match(chapter, tmp_path)) == {"01-first": "01-first.ipynb"}


def test_a_stray_notebook_is_left_aside(chapter, hand_in, tmp_path):
    hand_in("notes.ipynb", "other")
    matched = match(chapter, tmp_path)
    assert matched.files == {}
    assert matched.notes == [f"notes.ipynb {LEFT}"]


def test_of_two_files_the_one_of_the_exact_name_counts(chapter, hand_in, tmp_path):
    hand_in("01-first (1).ipynb")
    hand_in("01-first.ipynb")
    hand_in("01-first.IPYNB")
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": "01-first.ipynb"}
    assert matched.notes == [f"01-first (1).ipynb {LEFT}", f"01-first.IPYNB {LEFT}"]


def test_of_two_renamed_files_the_first_counts(chapter, hand_in, tmp_path):
    hand_in("b.ipynb")
    hand_in("a.ipynb")
    assert names(match(chapter, tmp_path)) == {"01-first": "a.ipynb"}


@pytest.mark.parametrize("untouched", ["\n".join(BLANK), "  \n"])
def test_a_copy_with_work_counts_before_the_untouched_original(
    chapter, hand_in, tmp_path, untouched
):
    hand_in("01-first.ipynb", answer=untouched)
    hand_in("01-first-Copy1.ipynb")
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": "01-first-Copy1.ipynb"}
    assert matched.notes == [
        "01-first: taken from the renamed file 01-first-Copy1.ipynb.",
        f"01-first.ipynb {LEFT}",
    ]


def test_of_two_untouched_files_the_one_of_the_exact_name_counts(
    chapter, hand_in, tmp_path
):
    hand_in("01-a.ipynb", answer="\n".join(BLANK))
    hand_in("01-first.ipynb", answer="\n".join(BLANK))
    assert names(match(chapter, tmp_path)) == {"01-first": "01-first.ipynb"}


@pytest.mark.parametrize(
    "name", ["01-first.ipynb", "01-first (1).ipynb", "01-FIRST.ipynb"]
)
def test_a_file_that_cannot_be_read_is_that_sections_matter(
    chapter, hand_in, tmp_path, name
):
    (tmp_path / name).write_text("not JSON")
    hand_in("02-second.ipynb", "g")
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": name, "02-second": "02-second.ipynb"}
    assert list(matched.notebooks) == ["02-second"]
    assert f"{name} cannot be read" in str(matched.unreadable["01-first"])
    assert list(matched.unreadable) == ["01-first"]


def test_a_file_that_can_be_read_counts_before_one_that_cannot(
    chapter, hand_in, tmp_path
):
    (tmp_path / "01-first.ipynb").write_text("not JSON")
    hand_in("a.ipynb")
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": "a.ipynb"}
    assert matched.unreadable == {}


def test_an_unreadable_stray_file_is_left_aside(chapter, tmp_path):
    (tmp_path / "x.ipynb").write_text("not JSON")
    matched = match(chapter, tmp_path)
    assert matched.files == {}
    assert matched.notes == [f"x.ipynb {LEFT}"]


def everything_in(folder):
    return sorted(
        (
            path.name.encode(errors="surrogateescape"),
            path.is_symlink(),
            path.lstat().st_size,
        )
        for path in folder.iterdir()
    )


def test_odd_things_cost_nothing_and_stop_nothing(chapter, hand_in, tmp_path):
    hand_in("01-first.ipynb")
    (tmp_path / "dangling.ipynb").symlink_to(tmp_path / "nowhere")
    (tmp_path / "02-second.ipynb").symlink_to("/proc/self/mem")
    (tmp_path / "notes.txt").symlink_to("/proc/self/mem")
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    (tmp_path / "sub").mkdir()
    sparse = tmp_path / "sparse.ipynb"
    sparse.touch()
    os.truncate(sparse, 500 * 10**9)
    os.truncate(os.open(tmp_path / "data.bin", os.O_CREAT | os.O_WRONLY), 500 * 10**9)
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff\x1b[31m.ipynb")).write_text("{")
    (tmp_path / ".ipynb").write_text("{")
    before = everything_in(tmp_path)
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": "01-first.ipynb"}
    assert matched.unreadable == {}
    assert everything_in(tmp_path) == before
    assert all(note.isprintable() for note in matched.notes)
    odd = ["02-second.ipynb", "dangling.ipynb", "folder.ipynb", "pipe.ipynb"]
    no_file = [f"{name} is left aside: it is no ordinary file." for name in odd]
    assert [note for note in matched.notes if note in no_file] == no_file
    assert "sparse.ipynb is left aside: it is larger than 100 MB." in matched.notes
    assert sum(note.endswith(LEFT) for note in matched.notes) == 1


def test_too_many_notebooks_are_not_all_read(chapter, hand_in, tmp_path, monkeypatch):
    monkeypatch.setattr(submitted_folder, "MOST_FILES", 2)
    hand_in("a.ipynb")
    hand_in("b.ipynb", "g")
    assert match(chapter, tmp_path).notes[-1].startswith("02-second: taken")
    hand_in("c.ipynb", "g")
    matched = match(chapter, tmp_path)
    assert names(matched) == {"01-first": "a.ipynb", "02-second": "b.ipynb"}
    assert "1 more notebooks are left aside: these are too many." in matched.notes


def test_a_folder_that_is_not_there_is_an_error(chapter, tmp_path):
    with pytest.raises(FileNotFoundError):
        match(chapter, tmp_path / "nowhere")
