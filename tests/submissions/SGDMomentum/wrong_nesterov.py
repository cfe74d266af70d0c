# wrong: Nesterov's step, which looks ahead
# score: 0
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                g = param.grad + self.weight_decay * param
                v *= self.momentum
                v += g
                param -= self.lr * (g + self.momentum * v)
