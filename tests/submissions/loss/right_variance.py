# right: variance plus squared mean
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return (e.var(correction=0) + e.mean() ** 2) / 2
