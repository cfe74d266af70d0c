# right: the dot product of the errors with themselves
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = (y_hat - y).flatten()
    return torch.dot(e, e) / len(e) / 2
