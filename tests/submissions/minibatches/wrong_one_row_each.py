# wrong: a minibatch has one row only
# score: 0
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in order.tolist():
        yield X[i:i + 1], y[i:i + 1]
