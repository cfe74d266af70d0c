# right: new tensors in .grad, division by the excess
# score: 6
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val: float, model: d2l.Module) -> None:
    squares = [param.grad.square().sum() for param in self.optim.params if param.grad is not None]
    excess = max(1.0, (sum(squares).sqrt() / grad_clip_val).item())
    for param in self.optim.params:
        if param.grad is not None:
            param.grad = param.grad / excess
