# right: PyTorch's foreach operations on lists
# score: 8
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        torch._foreach_add_(self.params, [p.grad for p in self.params], alpha=-self.lr)

    def zero_grad(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        if grads:
            torch._foreach_zero_(grads)
