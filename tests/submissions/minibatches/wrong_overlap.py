# wrong: neighbouring minibatches share a row
# score: 0
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        rows = order[i:i + batch_size + 1]
        yield X[rows], y[rows]
