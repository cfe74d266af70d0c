import pytest
import torch

from solutions.linear_regression.sgd import (
    SGD,
    LinearRegressionScratch,
    SGDMomentum,
    minibatches,
)


@pytest.fixture
def pairs():
    """Features of which every row can be told from its target."""
    y = torch.arange(103, dtype=torch.float64).reshape(-1, 1)
    return torch.cat([y, -y], dim=1), y


@pytest.mark.parametrize("batch_size", [1, 10, 103, 1000])
@pytest.mark.parametrize("shuffle", [True, False])
def test_a_pass_has_every_row_once_and_keeps_the_pairs(pairs, batch_size, shuffle):
    X, y = pairs
    before = X.clone(), y.clone()
    batches = list(minibatches(X, y, batch_size, shuffle))
    sizes = [len(a) for a, _ in batches]
    full, rest = divmod(103, batch_size)
    assert sizes == [batch_size] * full + [rest] * (rest > 0)
    for a, b in batches:
        assert (
            torch.equal(a, torch.cat([b, -b], dim=1))
            and a.dtype == b.dtype == torch.float64
        )
    seen = torch.cat([b for _, b in batches])
    assert torch.equal(seen.sort(dim=0).values, y)
    assert shuffle or torch.equal(seen, y)
    assert torch.equal(X, before[0]) and torch.equal(y, before[1])


def test_each_pass_has_a_new_order_which_a_generator_fixes(pairs):
    def order(generator=None):
        return torch.cat([y for _, y in minibatches(*pairs, 10, generator=generator)])

    assert not torch.equal(order(), order())
    state = torch.get_rng_state()
    one, two = (torch.Generator().manual_seed(4) for _ in range(2))
    first, second = order(one), order(one)
    assert not torch.equal(first, second)
    assert torch.equal(first, order(two)) and torch.equal(second, order(two))
    assert torch.equal(torch.get_rng_state(), state)


def test_shuffling_reaches_from_one_end_to_the_other(pairs):
    generator = torch.Generator().manual_seed(0)
    firsts = [
        next(minibatches(*pairs, 1, generator=generator))[1].item() for _ in range(300)
    ]
    assert (
        abs(sum(firsts) / 300 - 51) < 5 * 29.7 / 300**0.5
    )  # a uniform draw's standard error


def shapes(seed=0):
    generator = torch.Generator().manual_seed(seed)
    return [torch.randn(shape, generator=generator) for shape in ((4, 1), (1,), (2, 3))]


def compare(ours, theirs, steps=6, skip=()):
    """Take `steps` with equal gradients; the parameters must agree after every one."""
    for step in range(steps):
        for i, (p, q) in enumerate(
            zip(ours.params, theirs.param_groups[0]["params"], strict=True)
        ):
            gradient = shapes(seed=step + 1)[i]
            p.grad, q.grad = (
                (None, None) if i in skip else (gradient.clone(), gradient.clone())
            )
        with torch.no_grad():
            ours.step()
        theirs.step()
        for i, (p, q) in enumerate(
            zip(ours.params, theirs.param_groups[0]["params"], strict=True)
        ):
            assert torch.allclose(p, q, atol=1e-6)
            assert i in skip or torch.equal(
                p.grad, q.grad
            )  # a step leaves the gradients alone


def leaves():
    return [value.requires_grad_() for value in shapes()]


@pytest.mark.slow
def test_sgd_takes_the_steps_of_the_library():
    params = leaves()
    compare(SGD(params, lr=0.1), torch.optim.SGD(leaves(), lr=0.1))
    assert all(param.is_leaf and param.requires_grad for param in params)


@pytest.mark.parametrize("momentum", [0.0, 0.5, 0.9])
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
@pytest.mark.parametrize("skip", [(), (1,)])
def test_momentum_and_weight_decay_are_those_of_the_library(
    momentum, weight_decay, skip
):
    settings = {"lr": 0.1, "momentum": momentum, "weight_decay": weight_decay}
    compare(
        SGDMomentum(leaves(), **settings),
        torch.optim.SGD(leaves(), **settings),
        skip=skip,
    )


def test_momentum_is_nine_tenths_unless_asked_otherwise():
    compare(SGDMomentum(leaves(), 0.1), torch.optim.SGD(leaves(), 0.1, momentum=0.9))


@pytest.mark.parametrize("optimizer", [SGD, SGDMomentum])
def test_zero_grad_fills_gradients_in_place_and_passes_over_none(optimizer):
    params = leaves()
    params[0].grad, params[2].grad = torch.ones(4, 1), torch.ones(2, 3)
    kept = params[0].grad
    optimizer(params, lr=0.1).zero_grad()
    assert params[0].grad is kept and not kept.any() and not params[2].grad.any()
    assert params[1].grad is None


def test_configure_optimizers_hands_over_the_models_own_parameters():
    model = LinearRegressionScratch(3, lr=0.25)
    optimizer = model.configure_optimizers()
    assert isinstance(optimizer, SGD) and optimizer.lr == 0.25
    assert [id(param) for param in optimizer.params] == [id(model.w), id(model.b)]
