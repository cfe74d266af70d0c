# right: fill an empty tensor in place
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.empty(self.num_inputs, 1).normal_(0.0, self.sigma)
        self.w.requires_grad = True
        self.b = torch.tensor([0.0], requires_grad=True)
