import inspect

import pytest
import torch
from torch import nn

import scaffold as d2l
import solutions.linear_regression.trainer  # noqa: F401 (gives the trainer its methods)


def test_hyperparameters_are_kept_as_attributes_and_together():
    class A(d2l.HyperParameters):
        def __init__(self, a, b=2, *rest, c, _hidden=0, skipped=None, **others):
            local = 5  # noqa: F841 (must not be taken for an argument)
            self.save_hyperparameters(ignore=["skipped"])

    one = A(1, c=3, d=4)
    assert one.hparams == {"a": 1, "b": 2, "rest": (), "c": 3, "d": 4}
    assert (one.a, one.b, one.c, one.d) == (1, 2, 3, 4)
    assert not hasattr(one, "skipped") and not hasattr(one, "local")
    assert A(1, 7, 8, 9, c=3).rest == (8, 9)


def test_a_subclass_keeps_its_own_arguments_beside_those_of_the_base():
    class Model(d2l.Module):
        def __init__(self, lr):
            super().__init__()
            self.save_hyperparameters()

    model = Model(0.1)
    assert model.lr == 0.1 and model.hparams == {"lr": 0.1}
    assert model.plot_train_per_epoch == 2 and model.plot_valid_per_epoch == 1


def test_add_to_class_reaches_existing_objects_and_gives_the_function_back():
    class A:
        pass

    a = A()

    @d2l.add_to_class(A)
    def double(self, x):
        return 2 * x

    assert a.double(4) == 8
    assert inspect.isfunction(double)


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("loss", (None, None)), ("forward", (None,)), ("configure_optimizers", ())],
)
def test_what_a_model_must_define_is_named_by_the_error(method, arguments):
    with pytest.raises(NotImplementedError, match=method):
        getattr(d2l.Module(), method)(*arguments)


def test_train_eval_and_call_are_those_of_nn_module():
    model = d2l.Module()
    model.net = nn.Dropout(0.5)
    model.w = torch.ones(3, requires_grad=True)
    X = torch.ones(100)
    assert torch.equal(model.eval()(X), X)
    assert not torch.equal(model.train()(X), X)
    assert list(model.parameters()) == []  # a plain tensor is no nn.Parameter


class Library(d2l.Module):
    """The model made of library parts, as the comparison page has it."""

    def __init__(self, lr, **plot):
        super().__init__(**plot)
        self.save_hyperparameters()
        self.net = nn.Linear(2, 1)

    def loss(self, y_hat, y):
        return nn.functional.mse_loss(y_hat, y) / 2

    def configure_optimizers(self):
        return torch.optim.SGD(self.parameters(), self.lr)


def test_a_model_of_library_parts_trains_in_the_same_trainer():
    torch.manual_seed(0)
    data = d2l.SyntheticRegressionData(torch.tensor([2, -3.4]), 4.2)
    model = Library(lr=0.03)
    d2l.Trainer(max_epochs=10).fit(model, data)
    assert torch.allclose(model.net.weight, torch.tensor([[2, -3.4]]), atol=0.01)
    assert torch.allclose(model.net.bias, torch.tensor([4.2]), atol=0.01)


@pytest.mark.parametrize(("train", "valid"), [(2, 1), (1, 3), (1000, 1000)])
def test_losses_are_plotted_as_often_as_asked(train, valid):
    torch.manual_seed(0)
    data = d2l.SyntheticRegressionData(
        torch.tensor([2, -3.4]), 4.2, num_train=48, num_val=24, batch_size=4
    )
    model = Library(lr=0.03, plot_train_per_epoch=train, plot_valid_per_epoch=valid)
    d2l.Trainer(max_epochs=3).fit(model, data)
    assert len(model.board.data["train_loss"]) == 3 * min(train, 12)
    assert len(model.board.data["val_loss"]) == 3 * min(valid, 6)


def test_plotted_points_are_means_over_the_minibatches_since_the_last_point():
    torch.manual_seed(0)
    data = d2l.SyntheticRegressionData(
        torch.tensor([2, -3.4]), 4.2, num_train=48, num_val=24, batch_size=4
    )
    losses = []

    class Recording(Library):
        def training_step(self, batch):
            loss = super().training_step(batch)
            losses.append(loss.item())
            return loss

    model = Recording(lr=0.03)
    d2l.Trainer(max_epochs=1).fit(model, data)
    first, second = model.board.data["train_loss"]
    assert first.y == pytest.approx(sum(losses[:6]) / 6)
    assert second.y == pytest.approx(sum(losses[6:]) / 6)
    assert (first.x, second.x) == (pytest.approx(2.5 / 12), pytest.approx(8.5 / 12))
    X, y = data.X[48:], data.y[48:]
    (last,) = model.board.data["val_loss"]
    assert last.x == 1
    assert last.y == pytest.approx(
        (nn.functional.mse_loss(model(X), y) / 2).item()
    )  # equal minibatches


def test_a_step_accepts_minibatches_of_several_inputs():
    class Sum(Library):
        def forward(self, a, b):
            return a + b

    model = Sum(lr=0.1)
    data = d2l.DataModule()
    a, b, y = torch.ones(3, 4, 1)
    data.get_dataloader = lambda train: data.get_tensorloader((a, b, y), train)
    trainer = d2l.Trainer(max_epochs=0)
    trainer.fit(model, data)
    assert model.training_step((a, b, y)).item() == 0.5
