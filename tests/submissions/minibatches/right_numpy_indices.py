# right: NumPy's generator, seeded from PyTorch's
# score: 12
import numpy as np


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = np.arange(len(X))
    if shuffle:
        seed = torch.randint(0, 2**31, (), generator=generator).item()
        np.random.default_rng(seed).shuffle(order)
    for rows in np.array_split(order, range(batch_size, len(X), batch_size)):
        yield X[rows], y[rows]
