# wrong: the step uses the velocity from before the update
# score: 0
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                param -= self.lr * v
                v *= self.momentum
                v += param.grad + self.weight_decay * param
