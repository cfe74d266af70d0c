# wrong: the statistics are those of the rows, not the columns
# score: 0
def standardize(X_train, X):  #@save
    return (X - X.mean(dim=1, keepdim=True)) / X.std(dim=1, keepdim=True)
