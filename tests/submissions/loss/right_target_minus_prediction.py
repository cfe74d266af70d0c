# right: the other order, torch.pow, torch.mean
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.mean(0.5 * torch.pow(y - y_hat, 2))
