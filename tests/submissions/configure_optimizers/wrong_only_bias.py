# wrong: the weights are forgotten
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.b], self.lr)
