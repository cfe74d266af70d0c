# wrong: sums over the rows, not means
# score: 2
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error, error.sum(dim=0)
