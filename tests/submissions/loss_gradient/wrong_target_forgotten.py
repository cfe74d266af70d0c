# wrong: the prediction instead of the error
# score: 0
def loss_gradient(X, y, w, b):  #@save
    y_hat = X @ w + b
    return X.T @ y_hat / len(X), y_hat.mean(dim=0)
