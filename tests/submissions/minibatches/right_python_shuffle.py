# right: Python's shuffle, seeded from the generator
# score: 12
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
