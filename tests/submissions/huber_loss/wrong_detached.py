# wrong: cut off from the predictions
# score: 5
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs().detach()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()
