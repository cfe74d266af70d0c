# right: one example after another
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total = total + (y_hat[i, 0] - y[i, 0]) * (y_hat[i, 0] - y[i, 0]) / 2
    return total / len(y)
