# wrong: the errors are computed in place, in y_hat
# score: 3
def huber_loss(y_hat, y, delta=1.0):  #@save
    y_hat.data -= y
    e = y_hat.abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()
