# wrong: each tensor is clipped by its own norm
# score: 0
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for p in self.optim.params:
        if p.grad is not None and p.grad.norm() > grad_clip_val:
            p.grad *= grad_clip_val / p.grad.norm()
