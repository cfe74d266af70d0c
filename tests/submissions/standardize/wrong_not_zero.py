# wrong: a constant column is centred, but not zero
# score: 4
def standardize(X_train, X):  #@save
    std = X_train.std(dim=0)
    return (X - X_train.mean(dim=0)) / torch.where(std == 0, 1, std)
