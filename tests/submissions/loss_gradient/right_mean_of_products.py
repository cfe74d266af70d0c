# right: the mean of error times feature
# score: 10
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w = (error * X).mean(dim=0).reshape(-1, 1)
    grad_b = torch.mean(error).reshape(1)
    return grad_w, grad_b
