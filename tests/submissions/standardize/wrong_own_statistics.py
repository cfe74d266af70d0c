# wrong: statistics of the rows themselves instead of the training rows
# score: 0
def standardize(X_train, X):  #@save
    mean, std = X.mean(dim=0), X.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)
