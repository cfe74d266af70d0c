# right: draw with NumPy, convert to float32
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import numpy as np

        w = np.random.normal(loc=0.0, scale=sigma, size=(num_inputs, 1)).astype(np.float32)
        self.w = torch.from_numpy(w).requires_grad_(True)
        self.b = torch.tensor(np.zeros(1), dtype=torch.float32, requires_grad=True)
