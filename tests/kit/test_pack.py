"""`python -m kit pack`: the file to hand in."""

import zipfile

import nbformat
import pytest
from click.testing import CliRunner
from nbformat.v4 import new_markdown_cell, new_notebook

from kit.__main__ import main


@pytest.fixture(autouse=True)
def kit(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("01-thing", "02-thing"):
        cells = [new_markdown_cell(name)]
        nbformat.write(new_notebook(cells=cells), tmp_path / f"{name}.ipynb")
    return tmp_path


def names(path):
    with zipfile.ZipFile(path) as archive:
        return archive.namelist()


def test_all_notebooks_are_packed_as_they_are(kit):
    done = CliRunner().invoke(main, ["pack"])
    assert (done.exit_code, done.output) == (0, "Hand in handin.zip.\n")
    assert names(kit / "handin.zip") == ["01-thing.ipynb", "02-thing.ipynb"]
    with zipfile.ZipFile(kit / "handin.zip") as archive:
        assert archive.read("01-thing.ipynb") == (kit / "01-thing.ipynb").read_bytes()


def test_only_the_named_ones_are_packed(kit):
    assert CliRunner().invoke(main, ["pack", "02-thing.ipynb"]).exit_code == 0
    assert names(kit / "handin.zip") == ["02-thing.ipynb"]


@pytest.mark.parametrize("text", ["{", "", "[]", "[[["])
def test_what_is_no_notebook_is_refused_and_nothing_written(kit, text):
    (kit / "02-thing.ipynb").write_text(text)
    done = CliRunner().invoke(main, ["pack"])
    assert done.exit_code == 1
    assert done.output == (
        "02-thing.ipynb is not a notebook. Save it again from JupyterLab, or take a "
        "fresh copy from the kit.\n"
    )
    assert not (kit / "handin.zip").exists()
