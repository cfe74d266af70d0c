# wrong: rows are shuffled only if a generator is given
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle and generator is not None:
        order = torch.randperm(len(X), generator=generator)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
