# wrong: the optimizer's list gets new tensors, the model keeps the old ones
# score: 2
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        self.params = [p - self.lr * p.grad if p.grad is not None else p for p in self.params]

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()
