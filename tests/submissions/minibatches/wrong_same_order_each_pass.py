# wrong: a fixed seed gives the same order in each pass
# score: 7
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle:
        torch.manual_seed(0)
        order = torch.randperm(len(X), generator=generator)
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
