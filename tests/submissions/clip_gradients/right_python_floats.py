# right: Python numbers, a loop over the entries
# score: 6
import math


@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    total = 0.0
    for param in self.optim.params:
        if param.grad is not None:
            for value in param.grad.flatten().tolist():
                total += value * value
    norm = math.sqrt(total)
    print(f"norm of the gradient: {norm:.2f}")
    if norm > grad_clip_val:
        for param in self.optim.params:
            if param.grad is not None:
                param.grad *= grad_clip_val / norm
