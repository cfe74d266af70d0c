# wrong: the generator is set back, so that its passes repeat
# score: 8
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    if generator is not None:
        generator.manual_seed(generator.initial_seed())
    order = torch.randperm(len(X), generator=generator) if shuffle else torch.arange(len(X))
    for rows in order.split(batch_size):
        yield X[rows], y[rows]
