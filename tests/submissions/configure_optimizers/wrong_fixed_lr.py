# wrong: the learning rate is 0.03 for every model
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.b], 0.03)
