# right: the border belongs to the other side
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y - y_hat
    small = 0.5 * e.pow(2)
    large = delta * (e.abs() - 0.5 * delta)
    return torch.mean(torch.where(torch.abs(e) < delta, small, large))
