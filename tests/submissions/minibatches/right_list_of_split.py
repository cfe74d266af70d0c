# right: torch.split on both tensors, a list of pairs
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        order = torch.randperm(X.shape[0], generator=generator)
        X, y = X[order], y[order]
    return list(zip(torch.split(X, batch_size), torch.split(y, batch_size)))
