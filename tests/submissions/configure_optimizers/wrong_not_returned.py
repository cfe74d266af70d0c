# wrong: the optimizer is made but not returned
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    self.optim = SGD([self.w, self.b], self.lr)
