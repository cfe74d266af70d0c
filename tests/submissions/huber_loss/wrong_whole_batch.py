# wrong: one regime for the whole minibatch
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    if e.max() <= delta:
        return (e ** 2 / 2).mean()
    return (delta * (e - delta / 2)).mean()
