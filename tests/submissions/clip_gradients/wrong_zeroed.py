# wrong: gradients that are too long are set to zero
# score: 0
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        for g in grads:
            g.zero_()
