# wrong: parameters after one without gradient are left out
# score: 5
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = []
    for p in self.optim.params:
        if p.grad is None:
            break
        grads.append(p.grad)
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm
