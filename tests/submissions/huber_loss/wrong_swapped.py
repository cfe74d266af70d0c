# wrong: squared for large errors, absolute for small
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e > delta, e ** 2 / 2, delta * (e - delta / 2)).mean()
