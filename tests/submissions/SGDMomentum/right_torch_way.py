# right: as torch.optim.SGD writes it, with data and no_grad
# score: 4
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.buffers = [None] * len(params)

    @torch.no_grad()
    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            d = param.grad.detach()
            if self.weight_decay != 0:
                d = d.add(param, alpha=self.weight_decay)
            if self.momentum != 0:
                if self.buffers[i] is None:
                    self.buffers[i] = torch.clone(d)
                else:
                    self.buffers[i].mul_(self.momentum).add_(d)
                d = self.buffers[i]
            param.data = param.data - self.lr * d
