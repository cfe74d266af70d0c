# wrong: the velocity is an average, new gradients count 1 - momentum
# score: 0
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= self.momentum
                v += (1 - self.momentum) * (param.grad + self.weight_decay * param)
                param -= self.lr * v
