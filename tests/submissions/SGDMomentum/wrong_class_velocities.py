# wrong: all optimizers share the velocities
# score: 1
class SGDMomentum(SGD):  #@save
    velocities = {}

    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is not None:
                v = self.momentum * self.velocities.get(i, 0) + param.grad
                self.velocities[i] = v + self.weight_decay * param
                param -= self.lr * self.velocities[i]
