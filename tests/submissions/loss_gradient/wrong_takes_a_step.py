# wrong: w and b are changed as well
# score: 8
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w, grad_b = X.T @ error / len(X), error.mean(dim=0)
    w -= 0.1 * grad_w
    b -= 0.1 * grad_b
    return grad_w, grad_b
