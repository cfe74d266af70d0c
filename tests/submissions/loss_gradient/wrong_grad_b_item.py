# wrong: the gradient of b is a Python number
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean().item()
