# right: in place, on tensors of its own
# score: 10
def loss_gradient(X, y, w, b):  #@save
    error = torch.matmul(X, w)
    error += b
    error -= y
    error /= X.size(0)
    return X.T @ error, error.sum(dim=0)
