# wrong: the gradient of w is not averaged
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error, error.mean(dim=0)
