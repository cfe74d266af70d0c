# right: the norm of the norms, with a small number below the fraction
# score: 6
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in grads]))
    factor = torch.clamp(grad_clip_val / (norm + 1e-6), max=1.0)
    for g in grads:
        g.mul_(factor)
