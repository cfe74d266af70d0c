# wrong: a constant column becomes NaN or infinite
# score: 4
def standardize(X_train, X):  #@save
    return (X - X_train.mean(dim=0)) / X_train.std(dim=0)
