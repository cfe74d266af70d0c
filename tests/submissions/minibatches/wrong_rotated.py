# wrong: the order begins at a random place, but neighbours stay together
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(X))
    if shuffle:
        order = order.roll(int(torch.randint(len(X), (1,), generator=generator)))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
