# wrong: the arguments themselves are put into a new order
# score: 10
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        order = torch.randperm(len(X), generator=generator)
        X[:], y[:] = X[order], y[order]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]
