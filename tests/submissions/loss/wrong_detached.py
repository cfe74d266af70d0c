# wrong: cut off from the predictions
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.detach() - y) ** 2 / 2).mean()
