# wrong: the class is returned instead of an object
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD
