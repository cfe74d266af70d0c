# right: sum divided by the number of rows
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    n = y.shape[0]
    return (y_hat - y).square().sum() / (2 * n)
