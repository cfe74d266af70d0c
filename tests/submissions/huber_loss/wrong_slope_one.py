# wrong: the slope outside is 1, not delta
# score: 2
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, e - delta / 2).mean()
