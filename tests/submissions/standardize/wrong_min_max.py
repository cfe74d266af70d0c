# wrong: the range from 0 to 1 instead of mean and deviation
# score: 0
def standardize(X_train, X):  #@save
    low, high = X_train.min(dim=0).values, X_train.max(dim=0).values
    return torch.where(high == low, 0, (X - low) / (high - low))
