# right: gradients are forgotten rather than filled with zeros
# score: 8
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            if param.grad is not None:
                param[...] = torch.add(param, param.grad, alpha=-self.lr)

    def zero_grad(self):
        for param in self.params:
            param.grad = None
