# wrong: large negative errors count as small
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    return torch.where(e <= delta, e ** 2 / 2, delta * (e.abs() - delta / 2)).mean()
