# right: entry by entry, through views
# score: 8
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        with torch.no_grad():
            for param in self.params:
                values, slopes = param.view(-1), param.grad.view(-1)
                for i in range(len(values)):
                    values[i] = values[i] - self.lr * slopes[i]

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad[...] = 0
