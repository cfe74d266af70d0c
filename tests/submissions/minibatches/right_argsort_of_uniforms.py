# right: the order from sorting uniform numbers, a while loop
# score: 12
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
