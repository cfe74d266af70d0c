# wrong: delta is always 1
# score: 2
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= 1, e ** 2 / 2, e - 0.5).mean()
