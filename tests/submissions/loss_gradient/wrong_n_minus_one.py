# wrong: divided by n - 1
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / (len(X) - 1), error.sum(dim=0) / (len(X) - 1)
