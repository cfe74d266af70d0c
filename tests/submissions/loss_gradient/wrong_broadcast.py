# wrong: every prediction against every target
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w + b - y.flatten()).mean(dim=1, keepdim=True)
    return X.T @ error / len(X), error.mean(dim=0) + 0 * b
