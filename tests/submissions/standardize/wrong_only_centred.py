# wrong: the mean is subtracted, but nothing divided
# score: 1
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, X - X_train.mean(dim=0))
