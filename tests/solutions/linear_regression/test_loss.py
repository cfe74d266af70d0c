import pytest
import torch
from torch.nn import functional

from solutions.linear_regression.loss import (
    LinearRegressionScratch,
    huber_loss,
    loss_gradient,
)


def test_loss_is_half_the_mean_squared_error():
    torch.manual_seed(0)
    y_hat, y = torch.randn(9, 1, requires_grad=True), torch.randn(9, 1)
    loss = LinearRegressionScratch(2, lr=0.1).loss(y_hat, y)
    assert loss.shape == ()
    assert torch.allclose(loss, functional.mse_loss(y_hat, y) / 2)
    (gradient,) = torch.autograd.grad(loss, y_hat)
    assert torch.allclose(gradient, (y_hat - y) / 9)


@pytest.mark.parametrize(("n", "d"), [(1, 1), (1, 4), (6, 1), (50, 4)])
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_the_gradient_by_formula_equals_autograd(n, d, dtype):
    torch.manual_seed(0)
    X, y = torch.randn(n, d, dtype=dtype), torch.randn(n, 1, dtype=dtype)
    w = torch.randn(d, 1, dtype=dtype, requires_grad=True)
    b = torch.randn(1, dtype=dtype, requires_grad=True)
    expected = torch.autograd.grad(functional.mse_loss(X @ w + b, y) / 2, (w, b))
    for gradient, oracle in zip(loss_gradient(X, y, w, b), expected, strict=True):
        assert gradient.shape == oracle.shape and gradient.dtype == dtype
        assert torch.allclose(gradient, oracle, atol=1e-6)
    assert w.grad is None and b.grad is None


def test_the_gradient_vanishes_at_the_closed_form():
    torch.manual_seed(0)
    X, y = (
        torch.randn(40, 3, dtype=torch.float64),
        torch.randn(40, 1, dtype=torch.float64),
    )
    design = torch.cat([X, torch.ones(40, 1)], dim=1)
    solution = torch.linalg.lstsq(design, y).solution
    grad_w, grad_b = loss_gradient(X, y, solution[:3], solution[3])
    assert grad_w.abs().max() < 1e-12 and grad_b.abs().max() < 1e-12


@pytest.mark.parametrize("delta", [0.3, 1.0, 4.0])
def test_huber_loss_equals_the_library_with_gradients(delta):
    torch.manual_seed(0)
    y = torch.randn(60, 1)
    y_hat = (y + 3 * torch.randn(60, 1)).requires_grad_()
    ours, theirs = (
        huber_loss(y_hat, y, delta),
        functional.huber_loss(y_hat, y, delta=delta),
    )
    assert ours.shape == ()
    assert torch.allclose(ours, theirs)
    assert torch.allclose(
        *(
            torch.autograd.grad(loss, y_hat, retain_graph=True)[0]
            for loss in (ours, theirs)
        )
    )


def test_huber_loss_joins_its_two_branches_smoothly():
    y_hat, y = torch.tensor([[2.0], [-2.0], [0.0]]), torch.zeros(3, 1)
    assert huber_loss(y_hat, y, delta=2.0).item() == pytest.approx((2 + 2 + 0) / 3)
    assert huber_loss(y_hat, y).item() == pytest.approx(
        (1.5 + 1.5 + 0) / 3
    )  # delta is 1
