# wrong: the gradient of the absolute error
# score: 0
def loss_gradient(X, y, w, b):  #@save
    sign = (X @ w + b - y).sign()
    return X.T @ sign / len(X), sign.mean(dim=0)
