from types import SimpleNamespace

import pytest
import torch
from torch import nn

import scaffold as d2l
from solutions.linear_regression.trainer import LinearRegressionScratch


def synthetic(seed=0, **arguments):
    return d2l.SyntheticRegressionData(
        torch.tensor([2, -3.4]),
        4.2,
        generator=torch.Generator().manual_seed(seed),
        **arguments,
    )


class Recorded(LinearRegressionScratch):
    """The model, keeping each minibatch and the parameters with which it met it."""

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self.trajectory = []

    def training_step(self, batch):
        self.trajectory.append(
            (batch, self.w.detach().clone(), self.b.detach().clone())
        )
        return super().training_step(batch)


@pytest.mark.slow
@pytest.mark.parametrize("gradient_clip_val", [0, 0.5])
def test_training_equals_the_library_step_by_step(gradient_clip_val):
    torch.manual_seed(0)
    model = Recorded(2, lr=0.03)
    trainer = d2l.Trainer(max_epochs=3, gradient_clip_val=gradient_clip_val)
    trainer.fit(model, synthetic())
    layer = nn.Linear(2, 1)
    with torch.no_grad():
        layer.weight.copy_(model.trajectory[0][1].T)
        layer.bias.copy_(model.trajectory[0][2])
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.03)
    assert len(model.trajectory) == 3 * 32
    for (X, y), w, b in [*model.trajectory, ((None, None), model.w, model.b)]:
        assert torch.allclose(layer.weight.T, w, rtol=0, atol=1e-5)
        assert torch.allclose(layer.bias, b, rtol=0, atol=1e-5)
        if X is not None:
            optimizer.zero_grad()
            (nn.functional.mse_loss(layer(X), y) / 2).backward()
            if gradient_clip_val:
                nn.utils.clip_grad_norm_(layer.parameters(), gradient_clip_val)
            optimizer.step()


def test_ten_epochs_recover_the_truth_and_the_loss_falls_to_the_noise():
    torch.manual_seed(0)
    model = LinearRegressionScratch(2, lr=0.03)
    d2l.Trainer(max_epochs=10).fit(model, synthetic())
    assert torch.allclose(model.w, torch.tensor([[2], [-3.4]]), atol=0.01)
    assert torch.allclose(model.b, torch.tensor([4.2]), atol=0.01)
    losses = [point.y for point in model.board.data["val_loss"]]
    assert losses[:6] == sorted(losses[:6], reverse=True)
    assert losses[-1] == pytest.approx(0.01**2 / 2, rel=0.2)


def test_validation_changes_nothing_and_runs_in_evaluation_mode():
    modes = []

    class Watched(LinearRegressionScratch):
        def training_step(self, batch):
            modes.append(("train", self.training, torch.is_grad_enabled()))
            return super().training_step(batch)

        def validation_step(self, batch):
            modes.append(("validate", self.training, torch.is_grad_enabled()))
            before = self.w.detach().clone(), self.w.grad.clone()
            super().validation_step(batch)
            assert torch.equal(self.w, before[0]) and torch.equal(
                self.w.grad, before[1]
            )

    data = synthetic(num_train=64, num_val=33)
    d2l.Trainer(max_epochs=2).fit(Watched(2, lr=0.1), data)
    epoch = [("train", True, True)] * 2 + [("validate", False, False)] * 2
    assert modes == epoch * 2


def test_minibatches_are_prepared():
    class Doubled(d2l.Trainer):
        def prepare_batch(self, batch):
            X, y = super().prepare_batch(batch)
            return X, 2 * y

    torch.manual_seed(0)
    model = LinearRegressionScratch(2, lr=0.03)
    Doubled(max_epochs=10).fit(model, synthetic())
    assert torch.allclose(model.w, torch.tensor([[4], [-6.8]]), atol=0.02)
    assert model.board.data["val_loss"][-1].y < 0.01


def gradients():
    generator = torch.Generator().manual_seed(0)
    params = [
        torch.zeros(shape, requires_grad=True) for shape in ((3, 1), (1,), (2, 2))
    ]
    for param in params:
        param.grad = torch.randn(param.shape, generator=generator)
    return params


@pytest.mark.parametrize("limit", [0.01, 1.0, 1000.0])
def test_clipping_equals_the_library(limit):
    ours, theirs = gradients(), gradients()
    kept = [param.grad for param in ours]
    trainer = d2l.Trainer(max_epochs=1)
    trainer.optim = SimpleNamespace(params=ours)
    assert trainer.clip_gradients(limit, None) is None
    nn.utils.clip_grad_norm_(theirs, limit)
    for param, oracle, grad in zip(ours, theirs, kept, strict=True):
        assert torch.allclose(param.grad, oracle.grad, rtol=1e-5)
        assert param.grad is grad and not param.any()


def test_gradients_within_the_limit_stay_exactly_as_they_are():
    params = gradients()
    before = [param.grad.clone() for param in params]
    norm = torch.cat([grad.flatten() for grad in before]).norm().item()
    trainer = d2l.Trainer(max_epochs=1)
    trainer.optim = SimpleNamespace(params=params)
    trainer.clip_gradients(norm * 1.001, None)
    assert all(
        torch.equal(p.grad, grad) for p, grad in zip(params, before, strict=True)
    )
    trainer.clip_gradients(norm * 0.999, None)
    assert not any(
        torch.equal(p.grad, grad) for p, grad in zip(params, before, strict=True)
    )


def test_missing_and_zero_gradients_are_passed_over():
    params = gradients()
    params[0].grad, params[1].grad = None, torch.zeros(1)
    trainer = d2l.Trainer(max_epochs=1)
    trainer.optim = SimpleNamespace(params=params)
    trainer.clip_gradients(0.5, None)
    assert params[0].grad is None and params[1].grad.item() == 0
    assert params[2].grad.norm().item() == pytest.approx(0.5)
    trainer.optim = SimpleNamespace(params=params[:1])
    trainer.clip_gradients(0.5, None)  # nothing to clip
    trainer.optim = SimpleNamespace(params=params[1:2])
    trainer.clip_gradients(0.5, None)  # nothing to divide by
    assert params[1].grad.item() == 0
