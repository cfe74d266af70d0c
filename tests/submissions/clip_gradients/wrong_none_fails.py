# wrong: a gradient that is None is an error
# score: 5
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    norm = sum((p.grad ** 2).sum() for p in self.optim.params) ** 0.5
    if norm > grad_clip_val:
        for p in self.optim.params:
            p.grad *= grad_clip_val / norm
