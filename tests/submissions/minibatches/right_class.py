# right: a class with an iterator, with type hints and a warning
# score: 12
import warnings
from collections.abc import Iterator


class Deck:
    def __init__(self, X, y, batch_size, order):
        self.X, self.y, self.batch_size, self.order = X, y, batch_size, order

    def __len__(self) -> int:
        return -(-len(self.order) // self.batch_size)

    def __iter__(self) -> Iterator[tuple[torch.Tensor, torch.Tensor]]:
        for k in range(len(self)):
            rows = self.order[k * self.batch_size:(k + 1) * self.batch_size]
            yield self.X[rows], self.y[rows]


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if len(X) % batch_size:
        warnings.warn("the last minibatch is smaller")
    n = len(X)
    return Deck(X, y, batch_size, torch.randperm(n, generator=generator) if shuffle else range(n))
