# right: the weighted sum of all gradients so far
# score: 4
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.history = [[] for _ in params]

    def step(self):
        for param, past in zip(self.params, self.history):
            if param.grad is not None:
                past.append((param.grad + self.weight_decay * param).clone())
                velocity = sum(self.momentum ** age * g for age, g in enumerate(reversed(past)))
                param.copy_(param - self.lr * velocity)
