"""Data sets, delivered in minibatches.

Names and behaviour follow *Dive into Deep Learning* (2023), sections 3.2 and 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import torch
from torch import Tensor

from scaffold.hyperparameters import HyperParameters

# A shuffled block is a copy, and so kept small: about so many rows.
COPIED_ROWS = 8192
MIN_COPIED_MINIBATCHES = 4
# A block in order is a view: its size matters little.
VIEWED_MINIBATCHES = 256


class TensorLoader:
    """An iterable of minibatches of rows, one tuple of tensors each; `len` counts them.

    All `tensors` have the same number of rows, and a minibatch takes the same rows of
    each. The last minibatch is smaller when `batch_size` does not divide the number of
    rows. With `shuffle` every pass goes through all rows in a new random order, drawn
    from `generator` (by default from PyTorch's global one); without, in the order in
    which they are stored.

    What makes it fast: rows are fetched a block of many minibatches at a time, and each
    minibatch is a slice of that block. Shuffled blocks are copies, the others views of
    the tensors.

    Raises a ValueError if the tensors differ in their number of rows, or `batch_size`
    is below 1.
    """

    def __init__(
        self,
        tensors: Sequence[Tensor],
        batch_size: int,
        shuffle: bool = False,
        generator: torch.Generator | None = None,
    ) -> None:
        if len({len(tensor) for tensor in tensors}) != 1:
            rows = [len(tensor) for tensor in tensors]
            raise ValueError(
                f"tensors with equally many rows are needed, but they have {rows}"
            )
        if batch_size < 1:
            raise ValueError(f"batch_size must be at least 1, not {batch_size}")
        self.tensors = tuple(tensors)
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.generator = generator

    def __len__(self) -> int:
        return -(-len(self.tensors[0]) // self.batch_size)  # rounded up

    def __iter__(self) -> Iterator[tuple[Tensor, ...]]:
        for blocks in self._shuffled() if self.shuffle else self._in_order():
            minibatches = [torch.split(block, self.batch_size) for block in blocks]
            yield from zip(*minibatches, strict=True)

    def _shuffled(self) -> Iterator[list[Tensor]]:
        """Copies of some rows of all tensors at a time, in a new random order."""
        num_rows = len(self.tensors[0])
        # 32-bit row numbers: in narrow data it is these that take memory.
        order = torch.randperm(num_rows, generator=self.generator, dtype=torch.int32)
        minibatches = max(MIN_COPIED_MINIBATCHES, COPIED_ROWS // self.batch_size)
        for rows in torch.split(order, self.batch_size * minibatches):
            yield [
                tensor.index_select(0, rows.to(tensor.device))
                for tensor in self.tensors
            ]

    def _in_order(self) -> Iterator[list[Tensor]]:
        """Views of some rows of all tensors at a time, as they are stored."""
        block_size = self.batch_size * VIEWED_MINIBATCHES
        for start in range(0, len(self.tensors[0]), block_size):
            yield [tensor[start : start + block_size] for tensor in self.tensors]


class DataModule(HyperParameters):
    """The base class of data sets. A data set defines `get_dataloader`.

    `batch_size` is the number of rows of a minibatch. Set `generator`, a
    `torch.Generator`, to make the order of the training rows reproducible whatever else
    draws random numbers.
    """

    batch_size: int = 32
    generator: torch.Generator | None = None

    def get_dataloader(self, train: bool) -> Any:
        """Return the minibatches for training or validation: an iterable with `len`."""
        raise NotImplementedError(
            f"{type(self).__name__} has no data: define get_dataloader(self, train)"
        )

    def train_dataloader(self) -> Any:
        """Return the minibatches for training."""
        return self.get_dataloader(train=True)

    def val_dataloader(self) -> Any:
        """Return the minibatches for validation, or None if there are none."""
        return self.get_dataloader(train=False)

    def get_tensorloader(
        self, tensors: Sequence[Tensor], train: bool, indices: Any = slice(0, None)
    ) -> TensorLoader:
        """Return the minibatches of rows of all `tensors`, shuffled if `train`.

        `indices` is anything that indexes rows; a slice (by default: all rows) copies
        nothing.
        """
        rows = [tensor[indices] for tensor in tensors]
        return TensorLoader(
            rows, self.batch_size, shuffle=train, generator=self.generator
        )


class SyntheticRegressionData(DataModule):
    """Linear data with known truth: y = X w + b + noise, with X and the noise normal.

    `w` has one entry per feature. `X` is of shape (n, len(w)) with standard normal
    entries, `y` of shape (n, 1), both float32, where n = num_train + num_val; `noise`
    is the standard deviation of the noise. The first `num_train` rows are for training,
    the rest for validation. A `generator` draws the data and then the order of the
    training rows.
    """

    num_train: int
    X: Tensor
    y: Tensor

    def __init__(
        self,
        w: Tensor,
        b: float,
        noise: float = 0.01,
        num_train: int = 1000,
        num_val: int = 1000,
        batch_size: int = 32,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        self.save_hyperparameters()
        n = num_train + num_val
        self.X = torch.randn(n, len(w), generator=generator)
        self.y = torch.matmul(self.X, w.reshape(-1, 1)) + b
        self.y += torch.normal(0.0, noise, (n, 1), generator=generator)

    def get_dataloader(self, train: bool) -> TensorLoader:
        """Return the minibatches of the training (shuffled) or validation rows."""
        rows = slice(0, self.num_train) if train else slice(self.num_train, None)
        return self.get_tensorloader((self.X, self.y), train, rows)
