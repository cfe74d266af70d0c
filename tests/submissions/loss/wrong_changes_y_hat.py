# wrong: the errors are computed in place, in y_hat
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    y_hat.data -= y
    return (y_hat ** 2 / 2).mean()
