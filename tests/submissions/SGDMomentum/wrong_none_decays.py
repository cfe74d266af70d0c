# wrong: a parameter without a gradient decays
# score: 3
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            g = 0 if param.grad is None else param.grad
            v *= self.momentum
            v += g + self.weight_decay * param
            param -= self.lr * v
