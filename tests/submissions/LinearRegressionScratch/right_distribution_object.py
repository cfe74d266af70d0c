# right: sample from torch.distributions
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        from torch.distributions import Normal

        weights = Normal(0.0, sigma).sample((num_inputs, 1))
        self.w, self.b = weights.requires_grad_(), torch.full((1,), 0.0, requires_grad=True)
