"""`python -m kit check`: what is told of a notebook that was run, and of the whole kit."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import torch
from click.testing import CliRunner
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

import kit as kit_package
import kit.check as check_module
import scaffold
from kit.__main__ import main
from kit.check import State, check_notebook, known_pieces, states_of
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


def marked(name, source="pass", error=None, ran=True, **mark):
    """A code cell with nbgrader's mark, as if it had been run."""
    cell = new_code_cell(source, execution_count=1 if ran else None)
    cell.metadata["nbgrader"] = {"grade_id": name, **mark}
    if error:
        name, text = error
        cell.outputs = [new_output("error", ename=name, evalue=text, traceback=[])]
    return cell


def question(source):
    cell = new_markdown_cell(source)
    cell.metadata["nbgrader"] = {"grade_id": "why", "grade": True, "solution": True}
    return cell


def piece(source="def f(): return 1", error=None):
    return marked("f", source, error, solution=True)


def check(error=None, ran=True):
    return marked("f-check", "check", error, ran, grade=True)


def state_of(*cells):
    (state,) = states_of(new_notebook(cells=list(cells)))
    return state


# A notebook that was run.


@pytest.mark.parametrize(
    ("cells", "state"),
    [
        ([piece(), check()], State("f", "done")),
        (
            [piece(), check(("CheckFailure", "f: value: differs.\nmore"))],
            State("f", "wrong", "f: value: differs."),
        ),
        (
            [piece(), check(("Stopped", "TypeError: no\nreturn X * w"))],
            State("f", "will not run", "TypeError: no"),
        ),
        (
            [piece(), check(("ValueError", "CheckFailure: no"))],
            State("f", "will not run", "ValueError: CheckFailure: no"),
        ),
        ([piece(), check(("E", ""))], State("f", "will not run", "E")),
        ([piece(BLANK.format("f")), check(("NotImplementedError", ""))], State("f", "not started")),
        (
            [piece(error=("NameError", "x")), check(("NameError", "f"))],
            State("f", "will not run", "NameError: x"),
        ),
        (
            [piece(), check(ran=False)],
            State("f", "will not run", "the kernel died before its check; does a cell use up all memory?"),
        ),
        (
            [check(("NameError", "f"))],
            State("f", "will not run", "the cell of f is missing from the notebook"),
        ),
        (
            [piece()],
            State("f", "no check", "the cell f-check is missing from the notebook. Take it from a fresh copy."),
        ),
        ([question("YOUR ANSWER HERE")], State("why", "unanswered")),
        ([question(" \n")], State("why", "unanswered")),
        ([question("Since it falls.")], State("why", "answered")),
        ([question("YOUR ANSWER HERE\n\nSince it falls.")], State("why", "answered")),
        (
            [marked("why", BLANK.format("g"), grade=True, solution=True)],
            State("why", "unanswered"),
        ),
    ],
)  # fmt: skip
def test_the_state_of_a_notebook_that_was_run(cells, state):
    assert state_of(*cells) == state


def test_pieces_are_told_in_the_order_of_the_notebook():
    cells = [
        new_markdown_cell("# Title"),
        marked("given", "x = 1", locked=True),
        piece(),
        check(),
        marked("g", solution=True),
        marked("g-check", grade=True),
        question("?"),
    ]
    told = states_of(new_notebook(cells=cells))
    assert [state.piece for state in told] == ["f", "g", "why"]


# The command.


@pytest.fixture
def command(monkeypatch, tmp_path):
    """Give a command in a folder of notebooks that count as run already."""

    def run(notebook):
        return states_of(nbformat.read(notebook, as_version=4))

    monkeypatch.setattr(check_module, "check_notebook", run)
    monkeypatch.chdir(tmp_path)

    def give(*arguments, **notebooks):
        for name, cells in notebooks.items():
            nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
        done = CliRunner().invoke(main, arguments)
        return done.exit_code, done.output

    return give


def test_nothing_left_is_exit_code_zero(command):
    code, output = command("check", one=[piece(), check()], two=[question("Because.")])
    assert code == 0
    assert [line.split() for line in output.splitlines()] == [
        ["one.ipynb", "f", "done"],
        ["two.ipynb", "why", "answered"],
    ]


@pytest.mark.parametrize(
    "cells",
    [
        [piece()],
        [question("YOUR ANSWER HERE")],
        [piece(), check(("CheckFailure", "f: differs."))],
        [piece(BLANK.format("f")), check(("E", ""))],
    ],
)
def test_anything_left_is_exit_code_one(command, cells):
    assert command("check", one=cells, two=[question("Because.")])[0] == 1


def test_only_the_named_notebooks_are_looked_at(command):
    code, output = command("check", "one.ipynb", one=[piece(), check()], two=[piece()])
    assert code == 0
    assert "two" not in output


def test_a_piece_in_none_of_the_notebooks_is_told(command, tmp_path):
    (tmp_path / "reference.json").write_text('{"f": [], "g": []}')
    code, output = command("check", one=[piece(), check()])
    assert code == 1
    assert [line.split()[:2] for line in output.splitlines()][1] == ["g", "missing"]
    assert command("check", "one.ipynb")[0] == 0


@pytest.mark.parametrize("text", [None, "", "{", "5"])
def test_without_the_list_of_pieces_none_is_missed(tmp_path, text):
    if text is not None:
        (tmp_path / "reference.json").write_text(text)
    assert known_pieces(tmp_path) == []


@pytest.mark.parametrize("name", ["check", "pack"])
def test_a_folder_without_notebooks_is_told(command, name):
    code, output = command(name)
    assert code == 1
    assert output == (
        "There are no notebooks in this folder: run this in the kit's folder.\n"
    )


def test_a_damaged_notebook_is_named_and_the_others_are_told(
    tmp_path, monkeypatch, command
):
    monkeypatch.undo()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "one.ipynb").write_text("{")
    nbformat.write(new_notebook(), tmp_path / "two.ipynb")
    monkeypatch.setattr(check_module, "_run", lambda *_: None)
    done = CliRunner().invoke(main, ["check"])
    assert done.exit_code == 1
    assert "one.ipynb is not a notebook" in done.output
    done = CliRunner().invoke(main, ["check", "two.ipynb"])
    assert done.exit_code == 0


def test_help_imports_none_of_what_the_commands_need():
    code = (
        "import sys; from kit.__main__ import main\n"
        "try: main(['check', '--help'])\n"
        "except SystemExit: print(*sys.modules, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "Usage" in done.stdout
    loaded = {line.partition(".")[0] for line in done.stdout.splitlines()}
    assert "click" in loaded
    assert not loaded & {"nbformat", "nbclient", "torch", "numpy", "scaffold"}


# A kit, with kernels.


@pytest.fixture(scope="module")
def kit(tmp_path_factory):
    """A kit with one notebook that has a piece in every state."""
    folder = tmp_path_factory.mktemp("kit")
    for package in (scaffold, kit_package):
        source = Path(package.__file__).parent
        shutil.copytree(source, folder / source.name)
    cells = [new_code_cell("import torch\nimport scaffold as d2l")]
    reference = {}
    for name, source in ANSWERS.items():
        look = (
            f"d2l.Check('{name}').observe('twice', {name}(torch.ones(3)), 1, 'Twice?')"
        )
        cells += [
            marked(name, source, solution=True),
            marked(f"{name}-check", look, grade=True),
        ]
        value = encode(2 * torch.ones(3))
        value |= {
            "rtol": 1e-4,
            "atol": 1e-6,
            "hint": "Twice?",
            "name": "twice",
            "points": 1,
        }
        reference[name] = [value]
    notebook = new_notebook(cells=cells)
    notebook.metadata["kernelspec"] = {
        "name": "conda-env-of-somebody-else",
        "display_name": "Python",
        "language": "python",
    }
    nbformat.write(notebook, folder / "01-thing.ipynb")
    (folder / "reference.json").write_text(json.dumps(reference))
    return folder


@pytest.fixture(scope="module")
def states(kit):
    return {state.piece: state for state in check_notebook(kit / "01-thing.ipynb")}


@pytest.mark.slow
@pytest.mark.parametrize("name", STATES)
def test_the_state_of_a_piece(states, name):
    """The notebook asks for another kernel than there is, which does not matter."""
    assert states[name].state == STATES[name], states[name]


@pytest.mark.slow
def test_messages_say_what_to_look_at(states):
    assert "Twice?" in states["wrong"].message
    assert "SyntaxError" in states["typo"].message
    assert "undefined" in states["crash"].message
    assert states["done"].message == ""


@pytest.mark.slow
def test_the_command_runs_in_the_kit(kit):
    done = subprocess.run(
        [sys.executable, "-m", "kit", "check"], cwd=kit, capture_output=True, text=True
    )
    assert done.returncode == 1, done.stderr
    for name, state in STATES.items():
        assert any(name in line and state in line for line in done.stdout.splitlines())


@pytest.mark.slow
def test_a_kernel_that_dies_is_told(tmp_path):
    cells = [piece("import os; os._exit(1)"), check()]
    for cell in cells:
        cell.execution_count = None
    nbformat.write(new_notebook(cells=cells), tmp_path / "01-thing.ipynb")
    (state,) = check_notebook(tmp_path / "01-thing.ipynb")
    assert (state.state, "kernel died" in state.message) == ("will not run", True)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"^There is no file 00 here\.$"):
        check_notebook(tmp_path / "00")
