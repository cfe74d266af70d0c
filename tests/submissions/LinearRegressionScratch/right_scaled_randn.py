# right: scale standard normal numbers, then switch recording on
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (sigma * torch.randn(num_inputs, 1)).requires_grad_()
        self.b = torch.zeros(1).requires_grad_()
