# right: addcmul_, a helper, type hints and prints
# score: 8
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params: list, lr: float):
        self.save_hyperparameters()
        print(f"{len(params)} parameters, learning rate {lr}")

    def _with_gradient(self) -> list:
        return [param for param in self.params if param.grad is not None]

    def step(self) -> None:
        for param in self._with_gradient():
            param.addcmul_(param.grad, torch.ones_like(param), value=-self.lr)

    def zero_grad(self) -> None:
        for param in self._with_gradient():
            param.grad.mul_(0)
