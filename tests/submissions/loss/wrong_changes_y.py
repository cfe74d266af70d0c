# wrong: the errors are computed in place, in y
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    y -= y_hat
    return (y ** 2 / 2).mean()
