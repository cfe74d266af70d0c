# right: the learning rate inside the velocity
# score: 4
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.moves = [0.0 for _ in params]

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is not None:
                gradient = param.grad + self.weight_decay * param
                self.moves[i] = self.momentum * self.moves[i] + self.lr * gradient
                param -= self.moves[i]
