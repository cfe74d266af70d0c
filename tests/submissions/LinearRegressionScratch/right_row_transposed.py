# right: draw a row, turn it into a column
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        row = torch.randn(1, num_inputs) * sigma
        self.w = row.T.clone().requires_grad_(True)
        self.b = torch.zeros(num_inputs)[:1].clone().requires_grad_(True)
