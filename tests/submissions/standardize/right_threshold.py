# right: a threshold for the deviation, in place on a copy
# score: 6
def standardize(X_train, X):  #@save
    Z = X.clone()
    Z -= X_train.mean(dim=0)
    std = X_train.var(dim=0, unbiased=True).sqrt()
    Z /= std.clamp(min=1e-6)
    Z *= (std > 1e-6)
    return Z
