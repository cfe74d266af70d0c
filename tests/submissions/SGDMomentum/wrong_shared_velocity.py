# wrong: all parameters share one velocity
# score: 0
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocity = 0

    def step(self):
        for param in self.params:
            if param.grad is not None:
                self.velocity = self.momentum * self.velocity
                self.velocity = self.velocity + (param.grad + self.weight_decay * param).mean()
                param -= self.lr * self.velocity
