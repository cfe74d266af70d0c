# wrong: every prediction against every target
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y.flatten()) ** 2 / 2).mean()
