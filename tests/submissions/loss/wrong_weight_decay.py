# wrong: the squared weights are added
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean() + 0.5 * (self.w ** 2).sum()
