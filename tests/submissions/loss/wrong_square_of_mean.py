# wrong: the mean is squared, not the errors
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y).mean() ** 2 / 2
