# right: with the clipped error
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    clipped = e.clip(-delta, delta)
    return torch.sum(clipped * (e - clipped / 2)) / e.shape[0]
