# wrong: the weights are in the list twice, the bias is not
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.w], self.lr)
