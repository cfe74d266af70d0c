# right: keyword arguments and type hints, the bias first
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self) -> SGD:
    return SGD(lr=self.lr, params=[self.b, self.w])
