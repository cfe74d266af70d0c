# right: boolean masks, and a sum over n
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    small = e.abs() <= delta
    total = (e[small] ** 2 / 2).sum() + (delta * (e[~small].abs() - delta / 2)).sum()
    return total / e.numel()
