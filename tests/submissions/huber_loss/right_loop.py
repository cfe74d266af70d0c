# right: one example after another
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    total = torch.tensor(0.0)
    for a, b in zip(y_hat.flatten(), y.flatten()):
        e = abs(a - b)
        if e <= delta:
            total = total + e * e / 2
        else:
            total = total + delta * (e - delta / 2)
    return total / len(y)
