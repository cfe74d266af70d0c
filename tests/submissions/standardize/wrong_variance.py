# wrong: division by the variance
# score: 1
def standardize(X_train, X):  #@save
    mean, variance = X_train.mean(dim=0), X_train.var(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / variance)
