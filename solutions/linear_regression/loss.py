"""Section 02: the loss, its gradient by hand, and a robust alternative."""

import torch

import scaffold as d2l
from solutions.linear_regression.model import LinearRegressionScratch


@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    """Return the mean of the halved squared errors, (y_hat - y)^2 / 2.

    Args:
        y_hat, y: predictions and targets, of the same shape, (n, 1), float32; n may be 1. They
            are not changed.

    Returns:
        A tensor with one number: shape (), float32. Gradients flow back to y_hat.
    """
    ### BEGIN SOLUTION
    l = (y_hat - y) ** 2 / 2
    return l.mean()
    ### END SOLUTION


def loss_gradient(X, y, w, b):  #@save
    """Return the gradient of the mean halved squared error of X w + b, by formula.

    Args:
        X: the features, shape (n, d); n and d may be 1.
        y: the targets, shape (n, 1).
        w, b: the parameters, shapes (d, 1) and (1,). They need not require gradients.
            All are float32.

    Returns:
        (grad_w, grad_b): the derivatives with respect to w and b at these values, as float32
        tensors shaped like w and b. No argument is changed, its `.grad` included.
    """
    ### BEGIN SOLUTION
    error = torch.matmul(X, w) + b - y
    return torch.matmul(X.T, error) / len(X), error.mean(dim=0)
    ### END SOLUTION


def huber_loss(y_hat, y, delta=1.0):  #@save
    """Return the mean of Huber's loss: squared for small errors, absolute for large ones.

    With e = y_hat - y, an entry's loss is e^2 / 2 where |e| <= delta, and
    delta (|e| - delta / 2) elsewhere.

    Args:
        y_hat, y: predictions and targets, of the same shape, (n, 1), float32; n may be 1. They
            are not changed.
        delta: the positive number where one regime ends and the other begins.

    Returns:
        A tensor with one number: shape (), float32. Gradients flow back to y_hat, also where an
        error is exactly zero.
    """
    ### BEGIN SOLUTION
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error ** 2 / 2, delta * (error - delta / 2)).mean()
    ### END SOLUTION
