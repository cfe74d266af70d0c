# wrong: the training rows are returned, standardised
# score: 0
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X_train - X_train.mean(dim=0)) / X_train.std(dim=0))
