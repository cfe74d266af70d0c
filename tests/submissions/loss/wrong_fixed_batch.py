# wrong: divided by 32 whatever n is
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).sum() / 32
