# wrong: a smooth relative of Huber's loss
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    return (delta ** 2 * (torch.sqrt(1 + ((y_hat - y) / delta) ** 2) - 1)).mean()
