# right: sums of squares divided by m - 1
# score: 6
def standardize(X_train, X):  #@save
    m = X_train.shape[0]
    mean = X_train.sum(dim=0) / m
    variance = ((X_train - mean) ** 2).sum(dim=0) / (m - 1)
    result = torch.zeros_like(X)
    for j in range(X.shape[1]):
        if variance[j] > 0:
            result[:, j] = (X[:, j] - mean[j]) / variance[j] ** 0.5
    return result
