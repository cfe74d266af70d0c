# wrong: the errors are computed in place, in y
# score: 8
def loss_gradient(X, y, w, b):  #@save
    y -= X @ w + b
    return -X.T @ y / len(X), -y.mean(dim=0)
