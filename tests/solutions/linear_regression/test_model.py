import math

import pytest
import torch
from torch import nn

from solutions.linear_regression.model import LinearRegressionScratch
from solutions.linear_regression.start import warm_up


def test_warm_up_leaves_its_arguments_alone():
    x, y = torch.tensor([1.0, 2.0]), torch.tensor([10.0, 20.0])
    assert warm_up(x, y).tolist() == [21, 42]
    assert (x.tolist(), y.tolist()) == ([1, 2], [10, 20])


def test_parameters_are_leaves_of_the_right_shape_and_spread():
    torch.manual_seed(0)
    model = LinearRegressionScratch(4000, lr=0.1, sigma=0.5)
    assert model.w.shape == (4000, 1) and model.b.shape == (1,)
    for parameter in (model.w, model.b):
        assert parameter.is_leaf and parameter.requires_grad
        assert parameter.dtype == torch.float32
    error = 0.5 / math.sqrt(4000)
    assert abs(model.w.mean()) < 5 * error and abs(model.w.std() - 0.5) < 5 * error
    assert model.b.item() == 0
    assert (model.lr, model.sigma) == (0.1, 0.5)
    assert not torch.equal(model.w, LinearRegressionScratch(4000, lr=0.1, sigma=0.5).w)


@pytest.mark.parametrize("n", [1, 7])
def test_forward_equals_the_linear_layer_with_gradients(n):
    torch.manual_seed(0)
    model, layer = LinearRegressionScratch(3, lr=0.1), nn.Linear(3, 1)
    with torch.no_grad():
        model.w.copy_(layer.weight.T)
        model.b.copy_(layer.bias)
    X = torch.randn(n, 3)
    y_hat, expected = model(X), layer(X)
    assert y_hat.shape == (n, 1)
    assert torch.allclose(y_hat, expected)
    (y_hat**2).sum().backward()
    (expected**2).sum().backward()
    assert torch.allclose(model.w.grad, layer.weight.grad.T)
    assert torch.allclose(model.b.grad, layer.bias.grad)
