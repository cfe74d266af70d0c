# wrong: printed, not returned
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    print(((y_hat - y) ** 2 / 2).mean())
