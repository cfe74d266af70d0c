# wrong: standard normal, not scaled
# score: 3
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.randn(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)
