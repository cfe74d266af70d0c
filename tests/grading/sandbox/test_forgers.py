"""Attacks that forge the engine's records speak its present format, or they show nothing."""

import pytest
from nbformat.v4 import new_code_cell, new_notebook

from scaffold.observation import MIME
from tests.attacks import forged_record, pipe_writing, public_values


def cells_of(attack):
    """The cells of a notebook in which the attack runs when its piece is called."""
    piece = new_code_cell("", metadata={"nbgrader": {"grade_id": "loss"}})
    notebook = new_notebook(cells=[piece])
    attack.tamper(notebook)
    return ["import torch", piece.source, "loss()", "print('after')"]


@pytest.fixture(params=["confined", "unsafe"])
def either(request, engine, unsafe):
    return engine if request.param == "confined" else unsafe


def test_a_forged_record_is_taken_for_one(either):
    run = either.run(cells_of(forged_record), {}, {})
    forged = run.cells[2]
    assert forged.error is None
    assert [output["data"][MIME] for output in forged.outputs] == public_values()
    assert "Ended" in run.cells[3].error


def test_records_of_other_cells_are_out_of_turn_and_nothing_else(either):
    run = either.run(cells_of(pipe_writing), {}, {})
    assert run.cells[2].error.startswith("Damaged: ")
    assert "not at this time" in run.cells[2].error
