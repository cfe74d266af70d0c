# right: the formula
# score: 10
def loss_gradient(X, y, w, b):  #@save
    error = torch.matmul(X, w) + b - y
    return torch.matmul(X.T, error) / len(X), error.mean(dim=0)
