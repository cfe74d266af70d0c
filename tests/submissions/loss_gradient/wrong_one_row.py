# wrong: only the first row counts
# score: 2
def loss_gradient(X, y, w, b):  #@save
    error = X[:1] @ w + b - y[:1]
    return X[:1].T @ error, error.mean(dim=0)
