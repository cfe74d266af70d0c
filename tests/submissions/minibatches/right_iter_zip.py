# right: iter of zip, rows picked with index_select
# score: 12
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    order = torch.arange(len(y))
    if shuffle:
        order = order.index_select(0, torch.randperm(len(y), generator=generator))
    parts = order.split(batch_size)
    return iter([(X.index_select(0, part), y.index_select(0, part)) for part in parts])
