"""The base class of models, and a way to write a class over several cells.

Names and behaviour follow *Dive into Deep Learning* (Zhang, Lipton, Li and Smola,
2023), section 3.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from torch import Tensor, nn

from scaffold.board import ProgressBoard
from scaffold.hyperparameters import HyperParameters

Definition = TypeVar("Definition", bound=Callable[..., Any])


def add_to_class(cls: type) -> Callable[[Definition], Definition]:
    """Register the decorated function as a method of `cls`, under its own name.

    A class can so be written over several notebook cells. Objects made earlier have the
    method as well, and running the cell again replaces it.
    """

    def register(function: Definition) -> Definition:
        setattr(cls, function.__name__, function)
        return function

    return register


class TrainingProgress(Protocol):
    """What a model reads from its trainer to place a point on the plot."""

    epoch: int
    train_batch_idx: int
    num_train_batches: int
    num_val_batches: int


class Module(nn.Module, HyperParameters):
    """The base class of models: what it predicts, how wrong it is, how it is trained.

    A model defines `loss`, `configure_optimizers` and either `forward` or a network
    `self.net`. `torch.nn.Module` provides `model(X)`, which calls `forward`, and
    `train()` and `eval()`; plain tensors kept as attributes are not among its
    `parameters()`. The two steps call `forward` directly: for models this small, the
    hooks around a call take as long as the model.

    The loss is plotted `plot_train_per_epoch` times an epoch while training and
    `plot_valid_per_epoch` times while validating, each point being the mean over the
    minibatches since the point before. The numbers are in `model.board.data`.
    """

    plot_train_per_epoch: int
    plot_valid_per_epoch: int
    net: nn.Module
    trainer: TrainingProgress

    def __init__(
        self, plot_train_per_epoch: int = 2, plot_valid_per_epoch: int = 1
    ) -> None:
        super().__init__()
        self.save_hyperparameters()
        self.board = ProgressBoard(xlabel="epoch")

    def loss(self, y_hat: Tensor, y: Tensor) -> Tensor:
        """Return, as one number, how far the predictions `y_hat` are from `y`."""
        raise NotImplementedError(
            f"{type(self).__name__} has no loss: define loss(self, y_hat, y)"
        )

    def forward(self, X: Tensor) -> Tensor:
        """Return the predictions for the rows of `X`.

        They are those of `self.net`, unless a subclass redefines this.
        """
        if not hasattr(self, "net"):
            raise NotImplementedError(
                f"{type(self).__name__} cannot predict yet: "
                "define forward(self, X) or set self.net"
            )
        y_hat: Tensor = self.net(X)
        return y_hat

    def configure_optimizers(self) -> Any:
        """Return the optimizer: an object with the methods `step` and `zero_grad`."""
        raise NotImplementedError(
            f"{type(self).__name__} has no optimizer: define configure_optimizers(self)"
        )

    def training_step(self, batch: tuple[Tensor, ...]) -> Tensor:
        """Return the loss on one minibatch, `(X, ..., y)`, and plot it."""
        loss = self.loss(self.forward(*batch[:-1]), batch[-1])
        self.plot("loss", loss, train=True)
        return loss

    def validation_step(self, batch: tuple[Tensor, ...]) -> None:
        """Plot the loss on one minibatch, `(X, ..., y)`, of the validation data."""
        loss = self.loss(self.forward(*batch[:-1]), batch[-1])
        self.plot("loss", loss, train=False)

    def plot(self, key: str, value: Tensor, train: bool) -> None:
        """Hand one minibatch's `value` to the board as `train_<key>` or `val_<key>`."""
        trainer = self.trainer
        if train:
            x = trainer.train_batch_idx / trainer.num_train_batches
            every_n = trainer.num_train_batches // self.plot_train_per_epoch
            self.board.draw(x, value.item(), "train_" + key, every_n)
        else:
            x = trainer.epoch + 1
            every_n = trainer.num_val_batches // self.plot_valid_per_epoch
            self.board.draw(x, value.item(), "val_" + key, every_n)
