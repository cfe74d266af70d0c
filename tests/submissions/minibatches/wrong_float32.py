# wrong: float64 rows become float32
# score: 10
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    X, y = X.float(), y.float()
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
