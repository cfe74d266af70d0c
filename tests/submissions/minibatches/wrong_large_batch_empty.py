# wrong: a batch_size above the number of rows delivers nothing
# score: 10
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if batch_size > len(X):
        return
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
