# right: a mean over the first axis of (n, d, 1)
# score: 10
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w).add(b).sub(y)
    return (X[:, :, None] * error[:, None, :]).mean(0), error.mean(0)
