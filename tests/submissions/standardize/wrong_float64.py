# wrong: the result is float64
# score: 0
def standardize(X_train, X):  #@save
    X_train, X = X_train.double(), X.double()
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - X_train.mean(dim=0)) / X_train.std(dim=0))
