# wrong: the last incomplete minibatch is dropped when shuffling
# score: 10
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    if shuffle:
        order = torch.randperm(n, generator=generator)[:n - n % batch_size]
    else:
        order = torch.arange(n)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
