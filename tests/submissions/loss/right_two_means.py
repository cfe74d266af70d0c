# right: a mean over each axis
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (0.5 * (y_hat - y) ** 2).mean(dim=0).mean()
