# right: a list of velocities, updated in place
# score: 4
class SGDMomentum(SGD):  #@save
    """Stochastic gradient descent with momentum and weight decay."""
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param.sub_(self.lr * v)
