# wrong: float64 comes in with NumPy
# score: 0
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import numpy as np

        self.w = torch.tensor(np.random.normal(0, sigma, (num_inputs, 1)), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)
