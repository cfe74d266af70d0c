# right: the two tensors in a list
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    """Return an `SGD` over this model's own parameters."""
    params = [self.w, self.b]
    return SGD(params, self.lr)
