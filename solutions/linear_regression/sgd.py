"""Section 03: minibatches and stochastic gradient descent."""

import torch

import scaffold as d2l
from solutions.linear_regression.loss import LinearRegressionScratch


def minibatches(X, y, batch_size, shuffle=True, generator=None):  #@save
    """Iterate once over all rows of X and y, in minibatches.

    Args:
        X, y: features, shape (n, d), and targets, shape (n, 1). They are not changed.
        batch_size: the number of rows in a minibatch, at least 1; may be larger than n.
        shuffle: whether to go through the rows in random order, a new one at each call;
            otherwise they come in the order given.
        generator: a `torch.Generator` that all randomness then comes from, so that generators
            with equal seeds give equal minibatches. With None it may come from anywhere; PyTorch's
            functions then take it from their global generator.

    Returns:
        An iterator over pairs (X_batch, y_batch) of tensors with the dtypes of X and y and
        shapes (batch_size, d) and (batch_size, 1). Each row of X comes exactly once, together
        with its own row of y. The last minibatch has the rows that remain: it is smaller if n is
        not a multiple of batch_size, and never empty.
    """
    ### BEGIN SOLUTION
    n = len(X)
    order = torch.randperm(n, generator=generator) if shuffle else torch.arange(n)
    for start in range(0, n, batch_size):
        rows = order[start:start + batch_size]
        yield X[rows], y[rows]
    ### END SOLUTION


class SGD(d2l.HyperParameters):  #@save
    """Minibatch stochastic gradient descent.

    Args:
        params: the list of tensors to optimize, of any shapes.
        lr: the learning rate.
    """
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        """Move each parameter against its gradient: subtract lr times `param.grad`.

        The tensors in `self.params` are changed in place, so that the model sees it, and stay
        leaves that require gradients; their gradients are left as they are. Called after
        `backward` and under `torch.no_grad()`.
        """
        ### BEGIN SOLUTION
        for param in self.params:
            param -= self.lr * param.grad
        ### END SOLUTION

    def zero_grad(self):
        """Clear each gradient, so that the next `backward` begins at zero.

        A gradient that is None is clear already, and the others are cleared all the same.
        """
        ### BEGIN SOLUTION
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()
        ### END SOLUTION


@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    """Return an `SGD` over this model's own parameters, [w, b], with its learning rate."""
    ### BEGIN SOLUTION
    return SGD([self.w, self.b], self.lr)
    ### END SOLUTION


class SGDMomentum(SGD):  #@save
    """Stochastic gradient descent with momentum and weight decay, as `torch.optim.SGD` does it.

    Args:
        params: the list of tensors to optimize, of any shapes.
        lr: the learning rate.
        momentum: how much of its velocity a parameter keeps from step to step.
        weight_decay: how strongly parameters are drawn to zero: this times the parameter is
            added to its gradient.
    """
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        ### BEGIN SOLUTION
        self.velocities = [torch.zeros_like(param) for param in params]
        ### END SOLUTION

    def step(self):
        """Update each parameter's velocity, then move the parameter along it.

        Each parameter has a velocity v of its own, zero at first, and a step does
            v <- momentum v + param.grad + weight_decay param
            param <- param - lr v
        in place, leaving `param.grad` as it is. A parameter whose gradient is None is passed
        over, its velocity included. Called under `torch.no_grad()`.
        """
        ### BEGIN SOLUTION
        for param, velocity in zip(self.params, self.velocities):
            if param.grad is not None:
                velocity *= self.momentum
                velocity += param.grad + self.weight_decay * param
                param -= self.lr * velocity
        ### END SOLUTION
