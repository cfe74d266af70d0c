# right: in place, on a tensor of its own
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    error = y_hat.clone()
    error -= y
    return error.mul(error).div(2).mean()
