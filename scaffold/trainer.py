"""The trainer: brings a model and data together, epoch after epoch.

Names and behaviour follow *Dive into Deep Learning* (2023), sections 3.2 and 3.4.
"""

from __future__ import annotations

from typing import Any

from scaffold.data import DataModule
from scaffold.hyperparameters import HyperParameters
from scaffold.module import Module


class Trainer(HyperParameters):
    """Train a model on data for `max_epochs` passes over the training rows.

    Gradients whose joint norm is larger than `gradient_clip_val` are scaled down to it;
    0 leaves them alone. `num_gpus` must be 0, or there is a ValueError: this chapter
    trains on the CPU.

    The chapter adds `prepare_batch`, `fit_epoch` and `clip_gradients`. They find here,
    after `fit` has begun: `model`, `optim`, `train_dataloader`, `val_dataloader` (or
    None), the number of minibatches in each, and the counters `epoch`,
    `train_batch_idx` and `val_batch_idx`.
    """

    max_epochs: int
    num_gpus: int
    gradient_clip_val: float

    def __init__(
        self, max_epochs: int, num_gpus: int = 0, gradient_clip_val: float = 0
    ) -> None:
        self.save_hyperparameters()
        if num_gpus != 0:
            raise ValueError(
                f"num_gpus is {num_gpus}, but this chapter trains on the CPU: "
                "leave it 0"
            )

    def fit(self, model: Module, data: DataModule) -> None:
        """Train `model` on `data`, keep both as attributes and draw the last state."""
        self.prepare_data(data)
        self.prepare_model(model)
        self.optim = model.configure_optimizers()
        self.epoch = 0
        self.train_batch_idx = 0
        self.val_batch_idx = 0
        try:
            # The epoch is part of the trainer's state, so that a plot can read it.
            for self.epoch in range(self.max_epochs):  # noqa: B020
                self.fit_epoch()
        finally:  # also when training is interrupted
            model.board.show()

    def prepare_data(self, data: DataModule) -> None:
        """Take the minibatches from `data`, and count them."""
        self.train_dataloader = data.train_dataloader()
        self.val_dataloader = data.val_dataloader()
        self.num_train_batches = len(self.train_dataloader)
        self.num_val_batches = (
            0 if self.val_dataloader is None else len(self.val_dataloader)
        )

    def prepare_model(self, model: Module) -> None:
        """Introduce `model` and trainer to each other, and begin a new plot."""
        model.trainer = self
        model.board.reset()
        model.board.xlim = (0, self.max_epochs)
        self.model = model

    def prepare_batch(self, batch: Any) -> Any:
        """Return the minibatch as the model wants it."""
        raise NotImplementedError(
            "Trainer.prepare_batch is still to be written, in 04-trainer"
        )

    def fit_epoch(self) -> None:
        """Train for one epoch, then validate."""
        raise NotImplementedError(
            "Trainer.fit_epoch is still to be written, in 04-trainer"
        )

    def clip_gradients(self, grad_clip_val: float, model: Module) -> None:
        """Scale the gradients so that their joint norm is at most `grad_clip_val`."""
        raise NotImplementedError(
            "Trainer.clip_gradients is still to be written, in 04-trainer"
        )
