# wrong: large errors count less
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = (y_hat - y).abs()
    return torch.where(e < 1, e ** 2 / 2, e - 0.5).mean()
