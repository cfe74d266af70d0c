# right: a permutation, then slices of it
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    """Iterate once over all rows, in minibatches."""
    indices = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        yield X[indices[i:i + batch_size]], y[indices[i:i + batch_size]]
