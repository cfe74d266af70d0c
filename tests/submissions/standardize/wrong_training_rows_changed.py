# wrong: the training rows are centred in place
# score: 3
def standardize(X_train, X):  #@save
    mean = X_train.mean(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X_train -= mean
    return torch.where(constant, 0, (X - mean) / X_train.std(dim=0))
