# wrong: the last minibatch is filled up with rows that came before
# score: 6
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    missing = -n % batch_size
    for rows in torch.cat([order, order[:missing]]).split(batch_size):
        yield X[rows], y[rows]
