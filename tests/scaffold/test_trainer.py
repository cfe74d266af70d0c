import importlib.util

import pytest
import torch

import scaffold as d2l
from solutions.linear_regression.training import LinearRegressionScratch


def given_trainer():
    """The class as it is given, before the chapter has added to it."""
    spec = importlib.util.find_spec("scaffold.trainer")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Trainer


def data(**arguments):
    return d2l.SyntheticRegressionData(
        torch.tensor([2, -3.4]),
        4.2,
        generator=torch.Generator().manual_seed(0),
        **arguments,
    )


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("prepare_batch", (None,)), ("fit_epoch", ()), ("clip_gradients", (1.0, None))],
)
def test_what_the_chapter_adds_is_open_and_says_so(method, arguments):
    with pytest.raises(NotImplementedError, match=f"{method}.*04-trainer"):
        getattr(given_trainer()(max_epochs=1), method)(*arguments)


def test_another_device_than_the_cpu_is_refused():
    with pytest.raises(ValueError, match="CPU"):
        d2l.Trainer(max_epochs=1, num_gpus=1)


def test_fit_counts_epochs_and_minibatches_and_joins_all_parts():
    model, source = LinearRegressionScratch(2, lr=0.03), data(num_train=100, num_val=40)
    trainer = d2l.Trainer(max_epochs=3)
    trainer.fit(model, source)
    assert trainer.model is model and model.trainer is trainer
    assert (trainer.num_train_batches, trainer.num_val_batches) == (4, 2)
    assert (trainer.epoch, trainer.train_batch_idx, trainer.val_batch_idx) == (2, 12, 6)
    assert model.board.xlim == (0, 3)
    trainer.fit(model, source)
    assert trainer.train_batch_idx == 12  # a fit counts from the beginning
    assert len(model.board.data["val_loss"]) == 3  # and has a plot of its own


def test_data_without_validation_rows_are_trained_on():
    source = data()
    source.val_dataloader = lambda: None
    model = LinearRegressionScratch(2, lr=0.03)
    trainer = d2l.Trainer(max_epochs=1)
    trainer.fit(model, source)
    assert trainer.num_val_batches == 0
    assert list(model.board.data) == ["train_loss"]


def test_what_was_reached_is_drawn_when_training_is_interrupted(monkeypatch):
    model = LinearRegressionScratch(2, lr=0.03)
    shown = []
    monkeypatch.setattr(
        model.board, "show", lambda: shown.append(dict(model.board.data))
    )

    class Interrupted(d2l.Trainer):
        def fit_epoch(self):
            if self.epoch == 1:
                raise KeyboardInterrupt
            super().fit_epoch()

    with pytest.raises(KeyboardInterrupt):
        Interrupted(max_epochs=3).fit(model, data())
    assert [len(points["val_loss"]) for points in shown] == [1]


def test_a_run_is_reproducible_from_a_seed_whatever_is_drawn(monkeypatch):
    def run(board, display):
        monkeypatch.setenv("BOARD", board)
        torch.manual_seed(1)
        model = LinearRegressionScratch(2, lr=0.03)
        model.board.display = display
        source = d2l.SyntheticRegressionData(torch.tensor([2, -3.4]), 4.2)
        d2l.Trainer(max_epochs=2).fit(model, source)
        return (
            model.w.detach(),
            model.b.detach(),
            model.board.data,
            torch.get_rng_state(),
        )

    first = run("live", True)
    for w, b, points, state in (
        run("live", True),
        run("off", True),
        run("final", False),
    ):
        assert torch.equal(w, first[0]) and torch.equal(b, first[1])
        assert points == first[2]
        assert torch.equal(state, first[3])
