# wrong: backward() instead of a formula
# score: 0
def loss_gradient(X, y, w, b):  #@save
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    ((X @ w + b - y) ** 2 / 2).mean().backward()
    return w.grad, b.grad
