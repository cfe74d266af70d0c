# right: constant columns divided by one and masked
# score: 6
def standardize(X_train, X):  #@save
    mean = torch.mean(X_train, dim=0, keepdim=True)
    std = torch.std(X_train, dim=0, keepdim=True)
    constant = std == 0
    std[constant] = 1
    Z = (X - mean) / std
    Z[:, constant.flatten()] = 0
    return Z
