# right: the Box-Muller transform of uniform numbers
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        u, v = 1 - torch.rand(num_inputs, 1), torch.rand(num_inputs, 1)
        z = torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * torch.pi * v)
        self.w = (z * sigma).detach().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)
