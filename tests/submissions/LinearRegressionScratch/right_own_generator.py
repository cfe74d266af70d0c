# right: an own random generator, freshly seeded
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        generator = torch.Generator()
        generator.seed()
        self.w = torch.randn((num_inputs, 1), generator=generator).mul_(sigma).requires_grad_()
        self.b = torch.zeros_like(self.w[0].detach()).requires_grad_()
