# right: multiplied by an inverse that is zero for constant columns
# score: 6
def standardize(X_train, X):  #@save
    spread, mean = torch.std_mean(X_train, dim=0)
    inverse = (1 / spread).nan_to_num(posinf=0.0)
    print("constant columns:", int((inverse == 0).sum()))
    return (X - mean) * inverse
