# wrong: the sum instead of the mean
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).sum()
