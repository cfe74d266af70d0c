# right: the product is detached and recorded anew
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        w = torch.randn(num_inputs, 1, requires_grad=True) * sigma
        self.w = w.detach().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)
