# wrong: judged by the mean error
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).mean().abs()
    return e ** 2 / 2 if e <= delta else delta * (e - delta / 2)
