# wrong: only the first two features
# score: 3
def loss_gradient(X, y, w, b):  #@save
    e = X @ w + b - y
    grad_w = torch.stack([(X[:, 0:1] * e).mean(), (X[:, 1:2] * e).mean()])
    return grad_w.reshape(2, 1), e.mean(dim=0)
