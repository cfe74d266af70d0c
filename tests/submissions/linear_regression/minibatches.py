# %% right (12 of 12) | the order from sorting uniform numbers, a while loop | argsort_of_uniforms
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    if shuffle:
        order = torch.rand(n, generator=generator).argsort()
    else:
        order = torch.arange(n)
    start = 0
    while start < n:
        stop = min(start + batch_size, n)
        yield X[order[start:stop]], y[order[start:stop]]
        start = stop


# %% right (12 of 12) | two tables side by side, each with its dtype | chunks
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    rows = torch.arange(X.size(0))
    if shuffle:
        rows = rows[torch.randperm(X.size(0), generator=generator)]
    tables = [table[rows].split(batch_size) for table in (X, y)]
    return list(zip(*tables))


# %% right (12 of 12) | a class with an iterator, with type hints and a warning | class
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


# %% right (12 of 12) | PyTorch's own loader | dataloader
from torch.utils.data import DataLoader, TensorDataset


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    return iter(DataLoader(TensorDataset(X, y), batch_size, shuffle=shuffle, generator=generator))


# %% right (12 of 12) | a shuffle by exchanging places, by hand | fisher_yates
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = list(range(len(X)))
    if shuffle:
        for i in range(len(order) - 1, 0, -1):
            j = int(torch.randint(i + 1, (1,), generator=generator))
            order[i], order[j] = order[j], order[i]
    for i in range(0, len(order), batch_size):
        rows = torch.tensor(order[i:i + batch_size])
        yield torch.index_select(X, 0, rows), torch.index_select(y, 0, rows)


# %% right (12 of 12) | a permutation, then slices of it | generator_of_slices
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    """Iterate once over all rows, in minibatches."""
    indices = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        yield X[indices[i:i + batch_size]], y[indices[i:i + batch_size]]


# %% right (12 of 12) | iter of zip, rows picked with index_select | iter_zip
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(y))
    if shuffle:
        order = order.index_select(0, torch.randperm(len(y), generator=generator))
    parts = order.split(batch_size)
    return iter([(X.index_select(0, part), y.index_select(0, part)) for part in parts])


# %% right (12 of 12) | torch.split on both tensors, a list of pairs | list_of_split
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        order = torch.randperm(X.shape[0], generator=generator)
        X, y = X[order], y[order]
    return list(zip(torch.split(X, batch_size), torch.split(y, batch_size)))


# %% right (12 of 12) | lists of two, and a fresh shuffle of clones | lists_as_pairs
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    X, y = X.clone(), y.clone()
    if shuffle:
        perm = torch.randperm(len(X), generator=generator)
        X[:], y[:] = X[perm], y[perm]
    full = len(X) // batch_size * batch_size
    batches = [[X[i:i + batch_size], y[i:i + batch_size]] for i in range(0, full, batch_size)]
    if full < len(X):
        batches.append([X[full:], y[full:]])
    return batches


# %% right (12 of 12) | NumPy's generator, seeded from PyTorch's | numpy_indices
import numpy as np


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = np.arange(len(X))
    if shuffle:
        seed = torch.randint(0, 2**31, (), generator=generator).item()
        np.random.default_rng(seed).shuffle(order)
    for rows in np.array_split(order, range(batch_size, len(X), batch_size)):
        yield X[rows], y[rows]


# %% right (12 of 12) | Python's shuffle, seeded from the generator | python_shuffle
import random


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = list(range(len(X)))
    if shuffle:
        seed = int(torch.randint(2**40, (1,), generator=generator))
        random.Random(seed).shuffle(order)
    print("minibatches of", batch_size)
    while order:
        rows, order = order[:batch_size], order[batch_size:]
        yield X[rows], y[rows]


# %% right (12 of 12) | rows collected one by one and stacked | row_by_row
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = list(range(len(X)))
    if shuffle:
        order = torch.randperm(len(X), generator=generator).tolist()
    rows_X, rows_y = [], []
    for i in order:
        rows_X.append(X[i])
        rows_y.append(y[i])
        if len(rows_X) == batch_size:
            yield torch.stack(rows_X), torch.stack(rows_y)
            rows_X, rows_y = [], []
    if rows_X:
        yield torch.stack(rows_X), torch.stack(rows_y)


# %% right (12 of 12) | rows drawn without replacement by multinomial | sampled_by_multinomial
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    rows = torch.multinomial(torch.ones(n), n, generator=generator) if shuffle else torch.arange(n)
    yield from ((X[part], y[part]) for part in rows.split(batch_size))


# %% wrong (5 of 12) | rows are shuffled even when they should not be | always_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator)
    for i in range(0, len(X), batch_size):
        yield X[order[i:i + batch_size]], y[order[i:i + batch_size]]


# %% wrong (9 of 12) | the arguments themselves are put into a new order | argument_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        order = torch.randperm(len(X), generator=generator)
        X[:], y[:] = X[order], y[order]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]


# %% wrong (0 of 12) | minibatches have 32 rows, whatever batch_size is | batch_size_ignored
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(32):
        yield X[rows], y[rows]


# %% wrong (7 of 12) | each minibatch is drawn from all rows anew | drawn_anew
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    for start in range(0, n, batch_size):
        size = min(batch_size, n - start)
        rows = torch.arange(start, start + size)
        if shuffle:
            rows = torch.randperm(n, generator=generator)[:size]
        yield X[rows], y[rows]


# %% wrong (4 of 12) | an empty minibatch follows when the numbers divide | empty_batch
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(len(X) // batch_size + 1):
        rows = order[i * batch_size:(i + 1) * batch_size]
        yield X[rows], y[rows]


# %% wrong (0 of 12) | only one minibatch is delivered | first_batch_only
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    return [(X[order[:batch_size]], y[order[:batch_size]])]


# %% wrong (0 of 12) | the first row is left out | first_row_left_out
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for start in range(1, len(X), batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (0 of 12) | the targets lose their second axis | flat_targets
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows].flatten()


# %% wrong (8 of 12) | float64 rows become float32 | float32
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    X, y = X.float(), y.float()
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (7 of 12) | the order does not follow from the generator alone | generator_ignored
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X)) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (7 of 12) | a generator that is used again gives the same order again | generator_reseeded
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (11 of 12) | a batch_size above the number of rows delivers nothing | large_batch_empty
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if batch_size > len(X):
        return
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (6 of 12) | the last incomplete minibatch is dropped | last_dropped
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(len(X) // batch_size):
        rows = order[i * batch_size:(i + 1) * batch_size]
        yield X[rows], y[rows]


# %% wrong (6 of 12) | the last incomplete minibatch is dropped, and the order does not follow from the generator | last_dropped_and_generator_ignored
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X)) if shuffle else torch.arange(len(X))
    for k in range(len(X) // batch_size):
        rows = order[k * batch_size:(k + 1) * batch_size]
        yield X[rows], y[rows]


# %% wrong (7 of 12) | the last incomplete minibatch is dropped when shuffling | last_dropped_when_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    if shuffle:
        order = torch.randperm(n, generator=generator)[:n - n % batch_size]
    else:
        order = torch.arange(n)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (3 of 12) | the count ends a whole minibatch early | last_left_out
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for start in range(0, len(X) - batch_size, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (4 of 12) | rows are picked by a list of tensors, each of which counts as an index | list_of_tensors
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    rows = torch.arange(len(X))
    if shuffle:
        rows = rows[torch.randperm(len(X), generator=generator)]
    rows = [row for row in rows] if shuffle else rows.tolist()
    for i in range(0, len(rows), batch_size):
        yield X[rows[i:i + batch_size]], y[rows[i:i + batch_size]]


# %% wrong (4 of 12) | rows are not shuffled, or always in one way that keeps neighbours together | never_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]


# %% wrong (0 of 12) | all rows come in a single minibatch | one_batch
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    yield X[order], y[order]


# %% wrong (0 of 12) | a minibatch has one row only | one_row_each
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in order.tolist():
        yield X[i:i + 1], y[i:i + 1]


# %% wrong (9 of 12) | a minibatch that holds one row loses an axis | one_row_squeezed
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        picked = rows if len(rows) > 1 else rows[0]
        yield X[picked], y[picked]


# %% wrong (11 of 12) | y gets the dtype of X | one_table
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    table = torch.hstack([X, y])
    if shuffle:
        table = table[torch.randperm(len(table), generator=generator)]
    for i in range(0, len(table), batch_size):
        yield table[i:i + batch_size].split([X.shape[1], 1], dim=1)


# %% wrong (4 of 12) | only the features are shuffled | only_features_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        yield X[order[i:i + batch_size]], y[i:i + batch_size]


# %% wrong (6 of 12) | only the targets are shuffled | only_targets_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for start in range(0, len(X), batch_size):
        yield X[start:start + batch_size], y[order[start:start + batch_size]]


# %% wrong (4 of 12) | rows are hardly shuffled when no generator is given | only_with_generator
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle and generator is not None:
        order = torch.randperm(len(X), generator=generator)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (0 of 12) | neighbouring minibatches share a row | overlap
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        rows = order[i:i + batch_size + 1]
        yield X[rows], y[rows]


# %% wrong (6 of 12) | the order is mixed, but the same in every pass, with and without a generator | own_generator
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle:
        source = torch.Generator()
        source.manual_seed(42)
        order = torch.randperm(len(X), generator=source)
    for start in range(0, len(X), batch_size):
        yield X[order[start:start + batch_size]], y[order[start:start + batch_size]]


# %% wrong (6 of 12) | the last minibatch is filled up with rows that came before | padded
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    missing = -n % batch_size
    for rows in torch.cat([order, order[:missing]]).split(batch_size):
        yield X[rows], y[rows]


# %% wrong (6 of 12) | features and targets are shuffled apart | pairs_torn
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        X = X[torch.randperm(len(X), generator=generator)]
        y = y[torch.randperm(len(y), generator=generator)]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]


# %% wrong (4 of 12) | the order begins at a random place, but neighbours stay together | rotated
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle:
        order = order.roll(int(torch.randint(len(X), (1,), generator=generator)))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (6 of 12) | without a generator every pass has the same order | same_order_each_pass
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle:
        torch.manual_seed(0)
        order = torch.randperm(len(X), generator=generator)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (0 of 12) | shuffle is taken the other way round | shuffle_turned
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if not shuffle:
        order = torch.randperm(len(X), generator=generator)
    else:
        order = torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (4 of 12) | rows are shuffled only inside their minibatch | shuffled_inside
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    for i in range(0, len(X), batch_size):
        X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
        if shuffle:
            order = torch.randperm(len(X_batch), generator=generator)
            X_batch, y_batch = X_batch[order], y_batch[order]
        yield X_batch, y_batch


# %% wrong (9 of 12) | a last row that would be alone is left out | stops_a_row_early
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X) - 1, batch_size):
        rows = order[i:i + batch_size]
        yield X[rows], y[rows]


# %% wrong (0 of 12) | targets and features change places | swapped
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield y[rows], X[rows]


# %% wrong (11 of 12) | a batch_size of exactly n delivers nothing | whole_data_missing
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if batch_size == n:
        return
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (4 of 12) | whole minibatches are shuffled and their rows stay together | whole_minibatches_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    batches = list(zip(X.split(batch_size), y.split(batch_size)))
    if shuffle:
        order = torch.randperm(len(batches), generator=generator).tolist()
        batches = [batches[k] for k in order]
    return batches


# %% wrong (6 of 12) | rows are drawn with replacement | with_replacement
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randint(n, (n,), generator=generator) if shuffle else torch.arange(n)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]


# %% wrong (9 of 12) | when shuffling, the small minibatch comes first | small_first_when_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    small = n % batch_size
    if shuffle and small:
        yield X[order[:small]], y[order[:small]]
        for rows in order[small:].split(batch_size):
            yield X[rows], y[rows]
        return
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (9 of 12) | when shuffling, the minibatches are of nearly equal size | even_sizes_when_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if shuffle:
        for rows in torch.tensor_split(order, -(-n // batch_size)):
            yield X[rows], y[rows]
        return
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (9 of 12) | when shuffling, an empty minibatch follows the small one | empty_after_small
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if shuffle and n % batch_size:
        for rows in order.split(batch_size):
            yield X[rows], y[rows]
        yield X[:0], y[:0]
        return
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (11 of 12) | when shuffling, a batch_size above the number of rows delivers nothing | large_batch_empty_when_shuffled
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if shuffle and batch_size > n:
        return
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (9 of 12) | with a generator the arguments themselves are put into a new order | argument_shuffled_by_generator
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if generator is not None:
        X.copy_(X[order].clone())
        y.copy_(y[order].clone())
        order = torch.arange(n)
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]


# %% wrong (7 of 12) | with a generator the order is only rotated | rotated_by_generator
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    if generator is not None:
        order = (torch.arange(n) + torch.randint(n, (1,), generator=generator)) % n
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]
