# right: the squared norm
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.linalg.norm(y_hat - y) ** 2 / (2 * len(y_hat))
