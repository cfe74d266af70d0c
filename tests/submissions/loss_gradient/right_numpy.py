# right: computed with NumPy
# score: 10
def loss_gradient(X, y, w, b):  #@save
    A, t, v, c = X.numpy(), y.numpy(), w.detach().numpy(), b.detach().numpy()
    e = A @ v + c - t
    return torch.from_numpy(A.T @ e / len(A)), torch.from_numpy(e.mean(axis=0))
