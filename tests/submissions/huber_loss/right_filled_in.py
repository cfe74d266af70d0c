# right: an empty result, filled in two goes
# score: 8
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    result = torch.empty_like(e)
    inside = e.abs() < delta
    result[inside] = e[inside].square() / 2
    result[~inside] = delta * (e[~inside].abs() - delta / 2)
    return result.mean()
