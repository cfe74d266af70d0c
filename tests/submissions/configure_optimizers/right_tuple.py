# right: a tuple, the learning rate from hparams
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    optimizer = SGD((self.w, self.b), self.hparams["lr"])
    print("optimizer:", type(optimizer).__name__)
    return optimizer
