# wrong: the new rows are changed in place
# score: 3
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X -= mean
    X /= std
    X[:, constant] = 0
    return X
