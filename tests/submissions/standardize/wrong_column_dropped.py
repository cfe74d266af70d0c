# wrong: a constant column is left out
# score: 4
def standardize(X_train, X):  #@save
    varies = (X_train != X_train[0]).any(dim=0)
    return ((X - X_train.mean(dim=0)) / X_train.std(dim=0))[:, varies]
