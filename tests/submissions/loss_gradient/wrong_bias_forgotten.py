# wrong: the prediction lacks its bias
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = X @ w - y
    return X.T @ error / len(X), error.mean(dim=0)
