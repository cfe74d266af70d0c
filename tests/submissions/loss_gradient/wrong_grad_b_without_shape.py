# wrong: the gradient of b has shape ()
# score: 7
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean()
