# wrong: a single mean and deviation for all columns together
# score: 0
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - X_train.mean()) / X_train.std())
