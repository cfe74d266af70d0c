# right: rows collected one by one and stacked
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = list(range(len(X)))
    if shuffle:
        order = torch.randperm(len(X), generator=generator).tolist()
    rows_X, rows_y = [], []
    for i in order:
        rows_X.append(X[i])
        rows_y.append(y[i])
        if len(rows_X) == batch_size:
            yield torch.stack(rows_X), torch.stack(rows_y)
            rows_X, rows_y = [], []
    if rows_X:
        yield torch.stack(rows_X), torch.stack(rows_y)
