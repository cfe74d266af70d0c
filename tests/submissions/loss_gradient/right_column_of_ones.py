# right: the bias as one more weight
# score: 10
def loss_gradient(X, y, w, b):  #@save
    X1 = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.cat([w, b.unsqueeze(1)])
    gradient = X1.T @ (X1 @ theta - y) / len(X1)
    return gradient[:-1], gradient[-1]
