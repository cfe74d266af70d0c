# wrong: the gradient of w is a row
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.T @ X / len(X), error.mean(dim=0)
