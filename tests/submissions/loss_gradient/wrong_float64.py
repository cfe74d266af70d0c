# wrong: computed and returned in float64
# score: 0
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w + b - y).double()
    return X.T.double() @ error / len(X), error.mean(dim=0)
