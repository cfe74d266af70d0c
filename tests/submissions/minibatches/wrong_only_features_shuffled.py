# wrong: only the features are shuffled
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(0, len(X), batch_size):
        yield X[order[i:i + batch_size]], y[i:i + batch_size]
