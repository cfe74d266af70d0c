# right: the square, less the square of what exceeds delta
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = (y_hat - y).abs()
    excess = torch.relu(error - delta)
    return ((error ** 2 - excess ** 2) / 2).mean()
