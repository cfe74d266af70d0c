"""The notebooks as they are stored: code, outputs, figures, equations.

That the outputs are still what the code gives is nbval's part (`make nbval`); it skips the
checks, whose reported values are compared here with the judge's tolerances.
"""

import re

import nbformat
import pytest

from authoring import solution_cells
from grading.course import DEMO
from grading.grader import Grader
from grading.verdict.reference import reference_observations
from scaffold.check import PUBLIC
from scaffold.observation import difference
from tests.conftest import CHAPTERS, ROOT

NOTEBOOKS = sorted((ROOT / "chapters").rglob("*.ipynb"))
SECTIONS = [path for path in NOTEBOOKS if path.parent.name in CHAPTERS]
TAGS = {
    DEMO,
    "nbval-ignore-output",
    "hide-input",
    "hide-output",
    "hide-cell",
    "remove-cell",
}


def code_cells(path):
    notebook = nbformat.read(path, as_version=4)
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebooks_hold_the_code_of_solutions():
    solution_cells.require_current(NOTEBOOKS)


def in_chapter(path):
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", SECTIONS, ids=in_chapter)
def test_the_stored_observations_are_still_what_the_reference_reports(path, engine):
    chapter = CHAPTERS[path.parent.name]
    section = chapter.sections[path.stem]
    stored = reference_observations(section, nbformat.read(path, as_version=4))
    grader = Grader(chapter, engine, PUBLIC)
    fresh = grader.reference(section, PUBLIC)
    assert stored.keys() == fresh.keys()
    for check, seen in stored.items():
        for old, new in zip(seen, fresh[check], strict=True):
            assert (old["name"], old["points"]) == (new["name"], new["points"])
            assert difference(old, new) is None, check


@pytest.mark.parametrize("path", NOTEBOOKS, ids=in_chapter)
def test_every_cell_was_run_in_order_and_none_failed(path):
    counts = [cell.execution_count for cell in code_cells(path)]
    assert counts == list(range(1, len(counts) + 1))
    kinds = {output.output_type for cell in code_cells(path) for output in cell.outputs}
    assert "error" not in kinds


@pytest.mark.parametrize("path", NOTEBOOKS, ids=in_chapter)
def test_every_figure_says_what_it_shows(path):
    for cell in code_cells(path):
        images = [
            output
            for output in cell.outputs
            if any(kind.startswith("image/") for kind in output.get("data", {}))
        ]
        if images:
            alt = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
            assert len(alt) > 30, cell.id


@pytest.mark.parametrize("path", NOTEBOOKS, ids=in_chapter)
def test_only_known_tags_are_used(path):
    for cell in code_cells(path):
        assert set(cell.metadata.get("tags", [])) <= TAGS, cell.id


@pytest.mark.parametrize("path", SECTIONS, ids=in_chapter)
def test_equations_are_numbered_in_order_and_references_lead_somewhere(path):
    prose = "\n".join(
        cell.source
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    tags = re.findall(r"\\tag\{([\d.]+)\}", prose)
    number = str(int(path.stem[:2]))
    assert tags == [f"{number}.{position}" for position in range(1, len(tags) + 1)]
    mentioned = set(re.findall(r"\((\d\.\d+)\)", prose))
    assert {name for name in mentioned if name.startswith(number + ".")} <= set(tags)
