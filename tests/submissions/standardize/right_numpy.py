# right: NumPy with ddof=1, back to float32
# score: 6
import numpy as np


def standardize(X_train, X):  #@save
    train, rows = X_train.numpy().astype(np.float64), X.numpy()
    mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        Z = np.where(std > 1e-12, (rows - mean) / std, 0.0)
    return torch.from_numpy(Z.astype(np.float32))
