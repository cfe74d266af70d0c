# wrong: divided by 32 whatever n is
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / 32, error.sum(dim=0) / 32
