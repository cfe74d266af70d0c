# wrong: whole minibatches are shuffled, their rows stay together
# score: 5
def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    batches = list(zip(X.split(batch_size), y.split(batch_size)))
    if shuffle:
        order = torch.randperm(len(batches), generator=generator).tolist()
        batches = [batches[k] for k in order]
    return batches
