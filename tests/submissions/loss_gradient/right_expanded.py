# right: multiplied out, without the errors
# score: 10
def loss_gradient(X, y, w, b):  #@save
    n = len(y)
    grad_w = (X.T @ X @ w + X.T.sum(dim=1, keepdim=True) * b - X.T @ y) / n
    grad_b = X.mean(dim=0) @ w + b - y.mean()
    return grad_w, grad_b
