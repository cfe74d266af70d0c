# right: one weight after another, with the random module
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import random

        rows = []
        for _ in range(num_inputs):
            rows.append([random.gauss(0, sigma)])
        self.w = torch.tensor(rows, requires_grad=True)
        self.b = torch.tensor([0.], requires_grad=True)
