# right: a shuffle by exchanging places, by hand
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = list(range(len(X)))
    if shuffle:
        for i in range(len(order) - 1, 0, -1):
            j = int(torch.randint(i + 1, (1,), generator=generator))
            order[i], order[j] = order[j], order[i]
    for i in range(0, len(order), batch_size):
        rows = torch.tensor(order[i:i + batch_size])
        yield torch.index_select(X, 0, rows), torch.index_select(y, 0, rows)
