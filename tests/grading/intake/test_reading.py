"""Whatever a file holds, it is read as a plain notebook or refused by name."""

import codecs
import gzip
import json
import os

import pytest

from grading.errors import UnreadableNotebook
from grading.intake import reading, submitted_folder
from grading.intake.reading import (
    MAX_BYTES,
    MAX_CELLS,
    MAX_CODE,
    MAX_TEXT,
    MAX_VALUES,
    NOTES,
    parse_notebook,
)
from grading.intake.submitted_folder import read_notebook

NAME = "01-thing.ipynb"


def text_of(*sources, **keys):
    cells = [{"cell_type": "code", "source": source} for source in sources]
    return json.dumps({"nbformat": 4, "cells": cells} | keys, ensure_ascii=False)


def read(data):
    return parse_notebook(data, NAME)


def sources(notebook):
    return [cell.source for cell in notebook.cells]


def notes(notebook):
    return notebook.metadata.get(NOTES, [])


def assert_refused(data, reason):
    with pytest.raises(UnreadableNotebook) as caught:
        read(data)
    message = str(caught.value)
    assert message.startswith(f"{NAME} cannot be read as a notebook (")
    assert message.endswith("). Ask for the file again, saved from JupyterLab.")
    assert reason in message


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "JSONDecodeError"),
        (b"{", "JSONDecodeError"),
        (b"not JSON", "JSONDecodeError"),
        (b"[]", "it holds no cells"),
        (b"null", "it holds no cells"),
        (b"\xff\xfe\x00", "JSONDecodeError"),
        (b'{"nbformat": 4}', "its cells are not a list"),
        (b'{"nbformat": 4, "cells": {}}', "its cells are not a list"),
        (b'{"worksheets": [{"cells": 1}]}', "its cells are not a list"),
        (b"[" * 100_000, "RecursionError"),
        (b'{"cells": [' + b'{"a":' * 100_000, "RecursionError"),
        (b"\x1f\x8bnothing", "its compression is damaged"),
        (b'{"cells": nothing', "JSONDecodeError"),
        (b'{"cells": [1, 2', "JSONDecodeError"),
    ],
)  # fmt: skip
def test_what_is_no_notebook_is_refused_with_its_name(data, reason):
    assert_refused(data, reason)


def test_a_message_is_short_and_printable():
    with pytest.raises(UnreadableNotebook) as caught:
        parse_notebook(b"", "\x1b[31m\n" + "x" * 500)
    message = str(caught.value)
    assert message.isprintable()
    assert message.startswith(" [31m xxx")
    assert len(message) < 400


def test_a_plain_notebook_keeps_what_is_graded_and_nothing_else():
    cell = {
        "cell_type": "code",
        "id": "f",
        "source": ["a\n", "b"],
        "outputs": [{"output_type": "stream"}],
        "execution_count": 7,
        "metadata": {"tags": ["demo"], "nbgrader": {"grade_id": "f", "points": 9}},
    }
    markdown = {"cell_type": "markdown", "source": "text", "attachments": {"a": "b"}}
    raw = {"cell_type": "raw", "source": "raw"}
    data = {"cells": [cell, markdown, raw], "metadata": {"course": {"notes": 1}}}
    notebook = read(json.dumps(data).encode())
    first, second, third = notebook.cells
    assert first == {
        "cell_type": "code",
        "id": "f",
        "source": "a\nb",
        "outputs": [],
        "execution_count": None,
        "metadata": {"nbgrader": {"grade_id": "f"}},
    }
    assert second == {
        "cell_type": "markdown",
        "id": "",
        "source": "text",
        "metadata": {},
    }
    assert third.cell_type == "raw"
    assert (notebook.nbformat, notebook.nbformat_minor) == (4, 5)
    assert notebook.metadata == {}


def test_odd_cells_do_no_harm():
    cells = [
        None,
        {"cell_type": "unknown", "source": "x"},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 3},
        {"cell_type": "code", "source": ["a\n", 1, "b"], "metadata": None, "id": 7},
        {"cell_type": "code", "source": "c", "metadata": {"nbgrader": []}},
        {"cell_type": "code", "source": "\ud800", "metadata": {"nbgrader": {"grade_id": 1}}},
    ]  # fmt: skip
    notebook = read(json.dumps({"cells": cells}).encode())
    assert sources(notebook) == ["", "a\nb", "c", "?"]
    assert [cell.id for cell in notebook.cells] == [""] * 4
    assert not any(cell.metadata for cell in notebook.cells)


TEXT = text_of("x = 'ä'")


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        codecs.BOM_UTF8 + TEXT.encode(),
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-16-le"),
        TEXT.encode("utf-32"),
        TEXT.encode() + b"\0" * 5000,
        TEXT.encode() + b"\r\n\t \0",
        codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le") + b"\0" * 50,
        gzip.compress(TEXT.encode()),
    ],
)
def test_encodings_that_lose_nothing_are_read_without_a_word(data):
    notebook = read(data)
    assert sources(notebook) == ["x = 'ä'"]
    assert notes(notebook) == []


def test_cp1252_is_read_and_said():
    notebook = read(TEXT.encode("cp1252"))
    assert sources(notebook) == ["x = 'ä'"]
    assert notes(notebook) == [f"{NAME} is not UTF-8 and was read as CP1252."]


def test_a_file_that_breaks_off_gives_its_whole_cells():
    whole = text_of("one", "two", "three").encode()
    notebook = read(whole[: whole.index(b"three")])
    assert sources(notebook) == ["one", "two"]
    assert notes(notebook) == [f"{NAME} is damaged; its first 2 cells were read."]


@pytest.mark.parametrize("indent", [None, 0, 1, 2])
def test_a_file_that_breaks_off_may_be_laid_out_in_any_way(indent):
    whole = json.dumps(json.loads(text_of("one", "two", "three")), indent=indent)
    assert sources(read(whole[: whole.index("three")].encode())) == ["one", "two"]


def test_what_is_compressed_may_repeat_what_stood_long_before():
    block = "".join(f"{number * number}\n" for number in range(4000))
    assert sources(read(gzip.compress(text_of(block, block).encode()))) == [
        block,
        block,
    ]


def test_a_compressed_file_that_breaks_off_gives_its_whole_cells():
    lines = "".join(f"{number * number}\n" for number in range(3000))
    data = gzip.compress(text_of("one", "two", lines).encode())
    assert sources(read(data[: len(data) // 2])) == ["one", "two"]


CONFLICT = """\
{"cells": [
<<<<<<< HEAD
 {"cell_type": "code", "source": "mine"}
=======
 {"cell_type": "code", "source": "theirs"BROKEN}
>>>>>>> other
, {"cell_type": "code", "source": "both"}
]}"""


def test_of_a_merge_conflict_one_side_is_read():
    notebook = read(CONFLICT.encode())
    assert sources(notebook) == ["mine", "both"]
    assert notes(notebook) == [
        f"{NAME} holds a merge conflict; one side of it was read."
    ]


def test_of_a_merge_conflict_the_side_that_is_whole_is_read():
    broken = CONFLICT.replace('"mine"', '"mine').replace("BROKEN", "")
    assert sources(read(broken.encode())) == ["theirs", "both"]


def test_a_conflict_with_no_whole_side_is_refused():
    assert_refused(CONFLICT.replace('"mine"', '"mine').encode(), "JSONDecodeError")


@pytest.mark.parametrize("version", [2, 3])
def test_an_old_format_is_read(version):
    sheets = [
        {
            "cells": [
                {
                    "cell_type": "code",
                    "input": "x = 1",
                    "outputs": [],
                    "language": "python",
                }
            ]
        },
        None,
        {"cells": [{"cell_type": "heading", "level": 1, "source": "Title"}, None]},
        {
            "cells": [
                {"cell_type": "html", "source": "b"},
                {"cell_type": "raw", "source": "c"},
            ]
        },
    ]
    data = json.dumps({"nbformat": version, "worksheets": sheets}).encode()
    notebook = read(data)
    assert sources(notebook) == ["x = 1", "Title", "b", "c"]
    kinds = [cell.cell_type for cell in notebook.cells]
    assert kinds == ["code", "markdown", "markdown", "raw"]


def test_outputs_cost_nothing():
    output = {"output_type": "stream", "name": "stdout", "text": "x" * 60_000_000}
    cell = {"cell_type": "code", "source": "x = 1", "outputs": [output]}
    assert sources(read(json.dumps({"cells": [cell]}).encode())) == ["x = 1"]


def test_a_megabyte_of_comment_and_five_thousand_cells_are_read():
    comment = "# " + "x" * 1_000_000
    assert len(read(text_of(comment, *["x"] * 5000).encode()).cells) == 5001


def test_cells_up_to_the_limit_are_read():
    data = json.dumps({"cells": [None] * MAX_CELLS}).encode()
    assert read(data).cells == []
    data = json.dumps({"cells": [None] * (MAX_CELLS + 1)}).encode()
    assert_refused(data, f"not a list of at most {MAX_CELLS}")


def test_old_cells_and_saved_cells_have_the_same_limit():
    cell = {"cell_type": "raw", "source": ""}
    half = {"cells": [cell] * (MAX_CELLS // 2)}
    assert (
        len(read(json.dumps({"worksheets": [half, half]}).encode()).cells) == MAX_CELLS
    )
    data = json.dumps({"worksheets": [half, half, {"cells": [cell]}]}).encode()
    assert_refused(data, f"not a list of at most {MAX_CELLS}")
    data = json.dumps({"cells": [cell] * (MAX_CELLS + 1)}).encode()[:-2]
    assert_refused(data, f"not a list of at most {MAX_CELLS}")
    data = json.dumps({"cells": [cell] * MAX_CELLS}).encode()[:-2]
    assert len(read(data).cells) == MAX_CELLS


@pytest.mark.parametrize(
    ("most", "reason"), [(MAX_CODE, "characters of code"), (MAX_TEXT, "characters")]
)
def test_texts_up_to_the_limit_are_read(most, reason):
    sign = "x" if most == MAX_CODE else "#"
    half = most // 2
    assert read(text_of(sign * half, sign * half).encode())
    assert_refused(
        text_of(sign * half, sign * (half + 1)).encode(), f"more than {most:,} {reason}"
    )


def test_values_up_to_the_limit_are_read(monkeypatch):
    monkeypatch.setattr(reading, "MAX_VALUES", 6)
    assert read(b'{"cells": [], "a": [], "b": {}}').cells == []
    assert_refused(b'{"cells": [], "a": [], "b": [[]]}', "more than 6 values")
    assert MAX_VALUES * 60 < 1_000_000_000  # bytes of memory


def test_what_is_compressed_is_read_up_to_the_limit(monkeypatch):
    data = text_of("x" * 1000).encode()
    monkeypatch.setattr(reading, "MAX_BYTES", len(data))
    assert read(gzip.compress(data))
    monkeypatch.setattr(reading, "MAX_BYTES", len(data) - 1)
    assert_refused(gzip.compress(data), "it is larger than")


def test_a_compressed_bomb_is_not_unpacked():
    assert_refused(gzip.compress(b"0" * (MAX_BYTES + 1), 1), "it is larger than 100 MB")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / NAME
    path.write_text(TEXT, "utf-8")
    return path


def test_a_file_is_read(file):
    assert sources(read_notebook(file)) == ["x = 'ä'"]


def test_a_file_of_the_largest_size_is_read(file, monkeypatch):
    monkeypatch.setattr(submitted_folder, "MAX_BYTES", file.stat().st_size)
    assert read_notebook(file)
    monkeypatch.setattr(submitted_folder, "MAX_BYTES", file.stat().st_size - 1)
    with pytest.raises(UnreadableNotebook, match="it is larger than"):
        read_notebook(file)


def test_a_huge_sparse_file_is_not_read(file):
    os.truncate(file, 500 * 10**9)
    with pytest.raises(UnreadableNotebook, match="it is larger than 100 MB"):
        read_notebook(file)


@pytest.mark.parametrize("kind", ["link", "dangling", "folder", "pipe", "memory"])
def test_only_ordinary_files_are_opened(tmp_path, file, kind):
    path = tmp_path / "other.ipynb"
    if kind == "link":
        path.symlink_to(file)
    elif kind == "dangling":
        path.symlink_to(tmp_path / "nowhere")
    elif kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/proc/self/mem")
    with pytest.raises(UnreadableNotebook, match=r"other\.ipynb cannot be read"):
        read_notebook(path)


def test_a_link_is_not_followed(tmp_path, file):
    path = tmp_path / "other.ipynb"
    path.symlink_to(file)
    with pytest.raises(UnreadableNotebook, match="no ordinary file"):
        read_notebook(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(UnreadableNotebook, match=r"gone\.ipynb .*No such file"):
        read_notebook(tmp_path / "gone.ipynb")
