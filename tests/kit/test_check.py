"""`python -m kit check` and `pack`, in a small kit of their own."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat
import pytest
import torch
from nbformat.v4 import new_code_cell, new_notebook

import scaffold
from kit.check import check_notebook
from kit.pack import pack
from scaffold.check import encode

BLANK = "def {0}(x):\n    # YOUR CODE HERE\n    raise NotImplementedError()"
ANSWERS = {
    "done": "import warnings; warnings.warn('harmless')\ndef done(x):\n    return 2 * x",
    "leftover": "def leftover(x):\n    return 2 * x\n    raise NotImplementedError()",
    "wrong": "def wrong(x):\n    return 3 * x",
    "blank": BLANK.format("blank"),
    "typo": "def typo(x)\n    return 2 * x",
    "crash": "def crash(x):\n    return undefined",
}
STATES = {
    "done": "done",
    "leftover": "done",
    "wrong": "wrong",
    "blank": "not started",
    "typo": "will not run",
    "crash": "will not run",
}


def marked(name, source, **mark):
    cell = new_code_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": name, **mark}
    return cell


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit with one notebook that has a piece in every state."""
    folder = tmp_path_factory.mktemp("kit")
    shutil.copytree(Path(scaffold.__file__).parent, folder / "scaffold")
    cells = [new_code_cell("import torch\nimport scaffold as d2l")]
    reference = {}
    for piece, source in ANSWERS.items():
        check = f"d2l.Check('{piece}').observe('twice', {piece}(torch.ones(3)), 1, 'Twice?')"
        cells += [marked(piece, source, solution=True), marked(f"{piece}-check", check)]
        value = encode(2 * torch.ones(3)) | {
            "rtol": 1e-4,
            "atol": 1e-6,
            "hint": "Twice?",
        }
        reference[piece] = [value | {"name": "twice", "points": 1}]
    nbformat.write(new_notebook(cells=cells), folder / "01-thing.ipynb")
    (folder / "reference.json").write_text(json.dumps(reference))
    return folder


@pytest.fixture(scope="module")
def states(kit):
    return {state.piece: state for state in check_notebook(kit / "01-thing.ipynb")}


@pytest.mark.parametrize("piece", STATES)
def test_the_state_of_a_piece(states, piece):
    assert states[piece].state == STATES[piece], states[piece]


def test_messages_say_what_to_look_at(states):
    assert "Twice?" in states["wrong"].message
    assert "SyntaxError" in states["typo"].message
    assert "undefined" in states["crash"].message
    assert states["done"].message == ""


def command(folder, *arguments):
    return subprocess.run(
        [sys.executable, "-m", "scaffold", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
    )


def test_the_exit_code_is_zero_only_if_all_is_well(kit):
    done = command(kit, "check")
    assert done.returncode == 1
    for piece, state in STATES.items():
        assert any(piece in line and state in line for line in done.stdout.splitlines())


def test_no_notebooks_and_damaged_notebooks_are_told(tmp_path):
    done = command(tmp_path, "check")
    assert (done.returncode, "no notebooks" in done.stdout) == (1, True)
    (tmp_path / "01-thing.ipynb").write_text("{")
    done = command(tmp_path, "check")
    assert (done.returncode, "01-thing.ipynb is not a notebook" in done.stdout) == (
        1,
        True,
    )
    assert "Traceback" not in done.stderr


def test_pack_holds_the_notebooks(kit, tmp_path):
    target = pack([kit / "01-thing.ipynb"], tmp_path / "handin.zip")
    with zipfile.ZipFile(target) as archive:
        assert archive.namelist() == ["01-thing.ipynb"]
        assert archive.read("01-thing.ipynb") == (kit / "01-thing.ipynb").read_bytes()


def test_pack_refuses_what_is_no_notebook(tmp_path):
    (tmp_path / "01-thing.ipynb").write_text("{")
    with pytest.raises(ValueError, match=r"01-thing\.ipynb is not a notebook"):
        pack([tmp_path / "01-thing.ipynb"], tmp_path / "handin.zip")
    assert not (tmp_path / "handin.zip").exists()
