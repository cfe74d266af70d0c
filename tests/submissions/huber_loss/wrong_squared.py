# wrong: only squared
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    return ((y_hat - y) ** 2 / 2).mean()
