"""Section 05: training, on synthetic and on real data."""

import torch

from solutions.linear_regression.trainer import SGD, LinearRegressionScratch


def standardize(X_train, X):  #@save
    """Bring the columns of X to the scale on which those of X_train have mean 0 and deviation 1.

    From each column of X, subtract the mean of that column of X_train, then divide by its
    standard deviation in X_train, the unbiased one (divisor n_train - 1).

    Args:
        X_train: the training rows, shape (n_train, d); they alone give the statistics.
        X: the rows to transform, shape (n, d); may be X_train itself.
            Both are float32, and neither is changed.

    Returns:
        A new float32 tensor of the shape (n, d). A column that is constant in X_train (all its
        entries equal, such as 0.1 throughout) is zero throughout, whatever X has there.
    """
    ### BEGIN SOLUTION
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)
    ### END SOLUTION
