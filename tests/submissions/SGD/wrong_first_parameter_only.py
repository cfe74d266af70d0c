# wrong: only the first parameter is changed and cleared
# score: 2
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        self.params[0] -= self.lr * self.params[0].grad

    def zero_grad(self):
        if self.params[0].grad is not None:
            self.params[0].grad.zero_()
