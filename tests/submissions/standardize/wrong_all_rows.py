# wrong: statistics of training rows and new rows together
# score: 0
def standardize(X_train, X):  #@save
    rows = torch.cat([X_train, X])
    mean, std = rows.mean(dim=0), rows.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)
