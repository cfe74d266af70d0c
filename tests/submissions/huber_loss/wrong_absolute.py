# wrong: only absolute
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    return (delta * ((y_hat - y).abs() - delta / 2)).mean()
