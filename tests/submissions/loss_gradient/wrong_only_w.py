# wrong: only the gradient of w
# score: 0
def loss_gradient(X, y, w, b):  #@save
    return X.T @ (X @ w + b - y) / len(X)
