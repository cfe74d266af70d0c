# right: the factor as the smaller of 1 and the quotient of tensors
# score: 6
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = torch.sqrt(sum((g * g).sum() for g in grads))
    factor = min(torch.tensor(1.0), grad_clip_val / norm)
    for g in grads:
        torch.mul(g, factor, out=g)
