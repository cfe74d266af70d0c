# wrong: the biased standard deviation, divisor m
# score: 1
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0, correction=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)
