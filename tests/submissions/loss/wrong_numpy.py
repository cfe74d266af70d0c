# wrong: a NumPy number
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.detach().numpy() - y.numpy()) ** 2 / 2).mean()
