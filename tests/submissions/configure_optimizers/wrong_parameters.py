# wrong: the list of torch's parameters, which is empty
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD(list(self.parameters()), self.lr)
