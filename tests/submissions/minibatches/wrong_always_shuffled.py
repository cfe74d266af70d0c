# wrong: rows are shuffled even when they should not be
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator)
    for i in range(0, len(X), batch_size):
        yield X[order[i:i + batch_size]], y[order[i:i + batch_size]]
