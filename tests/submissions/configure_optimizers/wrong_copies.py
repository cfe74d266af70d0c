# wrong: the optimizer gets copies of the parameters
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w.clone(), self.b.clone()], self.lr)
