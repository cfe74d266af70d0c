# wrong: uniform instead of normal, with the right standard deviation
# score: 3
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = ((2 * torch.rand(num_inputs, 1) - 1) * 3**0.5 * sigma).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)
