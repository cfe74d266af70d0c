# wrong: a small number below the fraction makes a constant column huge
# score: 4
def standardize(X_train, X):  #@save
    return (X - X_train.mean(dim=0)) / (X_train.std(dim=0) + 1e-8)
