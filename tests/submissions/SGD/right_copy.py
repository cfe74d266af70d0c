# right: copy_ of the new value, gradients replaced by new zeros
# score: 8
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()
        self.learning_rate = torch.tensor(lr)

    def step(self):
        for i in range(len(self.params)):
            param = self.params[i]
            param.copy_(param - self.learning_rate * param.grad)

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad = torch.zeros_like(param.grad)
