# wrong: mean error times mean feature
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean() * X.mean(dim=0).reshape(-1, 1), error.mean(dim=0)
