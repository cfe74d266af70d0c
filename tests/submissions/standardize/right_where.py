# right: torch.where on equal columns
# score: 6
def standardize(X_train, X):  #@save
    """Standardise X with the statistics of X_train."""
    mean, std = X_train.mean(0), X_train.std(0)
    varies = (X_train != X_train[0]).any(dim=0)
    return torch.where(varies, (X - mean) / std, torch.zeros(()))
