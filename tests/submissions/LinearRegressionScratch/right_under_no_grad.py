# right: make leaves of zeros first, then fill them under no_grad
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.zeros((num_inputs, 1), requires_grad=True)
        self.b = torch.zeros((1,), requires_grad=True)
        with torch.no_grad():
            for j in range(min(num_inputs, 50)):
                self.w[j, 0] = torch.normal(0.0, sigma, (1,)).item()
            self.w[50:] = torch.randn(max(num_inputs - 50, 0), 1) * sigma
