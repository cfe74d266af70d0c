# right: a list of losses, stacked
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    losses = [(a - b) ** 2 / 2 for a, b in zip(y_hat, y)]
    return torch.cat(losses).mean()
