# wrong: errors are not squared
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y).mean() / 2
