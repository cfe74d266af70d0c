# wrong: another delta if none is given
# score: 6
def huber_loss(y_hat, y, delta=1.345):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()
