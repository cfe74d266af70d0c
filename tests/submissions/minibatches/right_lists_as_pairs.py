# right: lists of two, and a fresh shuffle of clones
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    X, y = X.clone(), y.clone()
    if shuffle:
        perm = torch.randperm(len(X), generator=generator)
        X[:], y[:] = X[perm], y[perm]
    full = len(X) // batch_size * batch_size
    batches = [[X[i:i + batch_size], y[i:i + batch_size]] for i in range(0, full, batch_size)]
    if full < len(X):
        batches.append([X[full:], y[full:]])
    return batches
