# wrong: an empty minibatch follows when the numbers divide
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for i in range(len(X) // batch_size + 1):
        rows = order[i * batch_size:(i + 1) * batch_size]
        yield X[rows], y[rows]
