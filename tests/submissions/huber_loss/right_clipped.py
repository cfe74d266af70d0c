# right: the absolute error, split at delta
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = torch.abs(y_hat - y)
    quadratic = torch.clamp(error, max=delta)
    return (0.5 * quadratic ** 2 + delta * (error - quadratic)).mean()
