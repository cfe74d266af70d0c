# wrong: squares are subtracted
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat ** 2 - y ** 2).mean() / 2
