# right: einsum for both
# score: 10
def loss_gradient(X, y, w, b):  #@save
    n = X.shape[0]
    e = torch.einsum('nd,do->no', X, w) + b - y
    return torch.einsum('nd,no->do', X, e) / n, torch.einsum('no->o', e) / n
