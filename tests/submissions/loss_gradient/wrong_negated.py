# wrong: the sign is wrong
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = y - X @ w - b
    return X.T @ error / len(X), error.mean(dim=0)
