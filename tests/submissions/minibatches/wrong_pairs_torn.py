# wrong: features and targets are shuffled apart
# score: 7
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if shuffle:
        X = X[torch.randperm(len(X), generator=generator)]
        y = y[torch.randperm(len(y), generator=generator)]
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]
