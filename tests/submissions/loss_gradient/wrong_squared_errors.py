# wrong: squared errors in the product
# score: 3
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error ** 2 / len(X), error.mean(dim=0)
