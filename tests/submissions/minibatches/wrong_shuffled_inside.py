# wrong: rows are shuffled only inside their minibatch
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    for i in range(0, len(X), batch_size):
        X_batch, y_batch = X[i:i + batch_size], y[i:i + batch_size]
        if shuffle:
            order = torch.randperm(len(X_batch), generator=generator)
            X_batch, y_batch = X_batch[order], y_batch[order]
        yield X_batch, y_batch
