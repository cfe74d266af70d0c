# wrong: there is no momentum at all
# score: 0
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            if param.grad is not None:
                param -= self.lr * (param.grad + self.weight_decay * param)
