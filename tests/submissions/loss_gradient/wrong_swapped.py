# wrong: the pair is in the wrong order
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean(dim=0), X.T @ error / len(X)
