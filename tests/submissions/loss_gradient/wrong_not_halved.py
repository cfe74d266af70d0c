# wrong: the gradient of the loss without its half
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return 2 * X.T @ error / len(X), 2 * error.mean(dim=0)
