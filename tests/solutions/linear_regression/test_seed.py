"""The user's own draft, kept as it was written, runs on `scaffold`."""

import re
from pathlib import Path

import pytest
import torch

import scaffold as d2l
from solutions.linear_regression.training import LinearRegressionScratch

SEED = Path(__file__).parents[2].joinpath("seed.md").read_text()


@pytest.fixture
def namespace(monkeypatch):
    """What the draft's cells define; the trainer gets its own methods back afterwards."""
    for name in ("prepare_batch", "fit_epoch"):
        monkeypatch.setattr(d2l.Trainer, name, getattr(d2l.Trainer, name))
    torch.manual_seed(0)
    namespace = {"torch": torch, "d2l": d2l}
    for cell in re.findall(r"``python\n(.*?)``", SEED, re.DOTALL):
        if cell.startswith("def loss"):  # the draft forgot to register it
            cell = "@d2l.add_to_class(LinearRegressionScratch)\n" + cell
        exec(compile(cell, "seed.md", "exec"), namespace)
    return namespace


def test_every_cell_of_the_draft_runs_and_trains(namespace):
    assert len(re.findall(r"^```python", SEED, re.MULTILINE)) == 7
    model, points = namespace["model"], namespace["model"].board.data
    assert len(points["train_loss"]) == 6 and len(points["val_loss"]) == 3
    losses = [point.y for point in points["val_loss"]]
    assert losses == sorted(losses, reverse=True)
    left = (1 - 0.03) ** 96  # of the distance to the truth, after 3 epochs of 32 steps
    assert 4.2 - model.b.item() == pytest.approx(4.2 * left, rel=0.5)


def test_the_solutions_do_exactly_what_the_draft_does(namespace):
    torch.manual_seed(0)
    model = LinearRegressionScratch(2, lr=0.03)
    data = d2l.SyntheticRegressionData(w=torch.tensor([2, -3.4]), b=4.2)
    d2l.Trainer(max_epochs=3).fit(model, data)
    assert torch.equal(model.w, namespace["model"].w)
    assert torch.equal(model.b, namespace["model"].b)
