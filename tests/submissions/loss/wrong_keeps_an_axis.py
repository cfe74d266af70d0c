# wrong: the result has shape (1,)
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean(dim=0)
