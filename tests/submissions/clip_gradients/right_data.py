# right: .data and double precision inside
# score: 6
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    with torch.no_grad():
        grads = [p.grad.data for p in self.optim.params if p.grad is not None]
        norm = sum(float(g.double().pow(2).sum()) for g in grads) ** 0.5
        for g in grads if norm > grad_clip_val else []:
            g.copy_(g * (grad_clip_val / norm))
