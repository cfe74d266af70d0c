# wrong: the gradient of b is left as (n, 1)
# score: 7
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error / len(X)
