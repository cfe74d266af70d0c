# right: einsum
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return torch.einsum('no,no->', e, e) * 0.5 / e.size(0)
