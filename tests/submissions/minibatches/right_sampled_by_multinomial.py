# right: rows drawn without replacement by multinomial
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    n = len(X)
    rows = torch.multinomial(torch.ones(n), n, generator=generator) if shuffle else torch.arange(n)
    yield from ((X[part], y[part]) for part in rows.split(batch_size))
