# wrong: the result is float64
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.double() - y.double()) ** 2 / 2).mean()
