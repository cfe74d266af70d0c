# wrong: the step has the length of the learning rate, whatever the gradient
# score: 2
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad / param.grad.norm()

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()
