# wrong: each entry is clipped
# score: 0
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for p in self.optim.params:
        if p.grad is not None:
            p.grad.clamp_(-grad_clip_val, grad_clip_val)
