# right: one long vector, norm of torch.cat
# score: 6
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    length = torch.cat([g.reshape(-1) for g in grads]).norm()
    if length <= grad_clip_val:
        return
    for g in grads:
        g.mul_(grad_clip_val / length)
