# wrong: a mean over the small and one over the large errors
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    small = e <= delta
    return (e[small] ** 2 / 2).mean() + (delta * (e[~small] - delta / 2)).mean()
