"""Section 01: the model."""

import torch

import scaffold as d2l


class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch.

    Args:
        num_inputs: the number of features, d.
        lr: the learning rate; kept as `self.lr` for later.
        sigma: the standard deviation of the weights at the start.

    The parameters are plain float32 tensors with `requires_grad=True`:
        w: shape (d, 1), drawn anew for each model from a normal distribution with mean 0 and
            standard deviation `sigma`.
        b: shape (1,), zero.
    """
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        ### BEGIN SOLUTION
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)
        ### END SOLUTION


@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    """Return the predictions X w + b for a minibatch.

    Args:
        X: the features, shape (n, d), float32, one row per example; n and d may be 1.

    Returns:
        y_hat, shape (n, 1), float32; gradients flow back to `self.w`, `self.b` and X. Nothing is
        changed.
    """
    ### BEGIN SOLUTION
    return torch.matmul(X, self.w) + self.b
    ### END SOLUTION
