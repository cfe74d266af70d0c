# wrong: the gradient of w is divided by d
# score: 3
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / X.shape[1], error.mean(dim=0)
