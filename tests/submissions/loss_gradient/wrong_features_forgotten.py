# wrong: errors are not multiplied by the features
# score: 3
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean() * torch.ones_like(w), error.mean(dim=0)
