# wrong: shuffle is ignored, rows always come in order
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    for i in range(0, len(X), batch_size):
        yield X[i:i + batch_size], y[i:i + batch_size]
