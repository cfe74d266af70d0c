# right: torch.where
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error ** 2 / 2, delta * (error - delta / 2)).mean()
