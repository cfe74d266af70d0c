# wrong: only one minibatch is delivered
# score: 0
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    return [(X[order[:batch_size]], y[order[:batch_size]])]
