# right: with plain indices
# score: 10
def loss_gradient(X, y, w, b):  #@save
    n, d = X.shape
    grad_w, grad_b = torch.zeros(d, 1), torch.zeros(1)
    for i in range(n):
        e = b[0] - y[i, 0]
        for j in range(d):
            e = e + X[i, j] * w[j, 0]
        for j in range(d):
            grad_w[j, 0] += X[i, j] * e / n
        grad_b[0] += e / n
    return grad_w, grad_b
