# right: a dictionary that is filled at the first step
# score: 4
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.v = {}

    def step(self):
        for param in self.params:
            if param.grad is None:
                continue
            g = param.grad.add(param, alpha=self.weight_decay)
            if param in self.v:
                self.v[param] = self.momentum * self.v[param] + g
            else:
                self.v[param] = g.clone()
            param.add_(self.v[param], alpha=-self.lr)
