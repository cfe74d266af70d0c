# right: the mask as a factor
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    m = (e <= delta).float()
    return (m * e ** 2 / 2 + (1 - m) * (delta * e - delta ** 2 / 2)).mean()
