# wrong: all rows in a single minibatch
# score: 0
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    yield X[order], y[order]
