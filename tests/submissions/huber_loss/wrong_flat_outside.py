# wrong: large errors do not pull at all
# score: 0
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return (e.clamp(max=delta) ** 2 / 2).mean()
