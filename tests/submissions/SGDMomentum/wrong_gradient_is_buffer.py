# wrong: the velocity is the gradient's own tensor
# score: 3
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [None] * len(params)

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            param.grad += self.weight_decay * param
            if self.velocities[i] is None:
                self.velocities[i] = param.grad
            else:
                self.velocities[i] = self.momentum * self.velocities[i] + param.grad
            param -= self.lr * self.velocities[i]
