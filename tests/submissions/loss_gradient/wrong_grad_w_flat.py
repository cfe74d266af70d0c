# wrong: the gradient of w has shape (d,)
# score: 5
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return (X * error).mean(dim=0), error.mean(dim=0)
