# right: a row times a column, without its axes
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return (e.T @ e).squeeze() / (2 * e.numel())
