# wrong: the standard deviation of the rows themselves
# score: 1
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)
