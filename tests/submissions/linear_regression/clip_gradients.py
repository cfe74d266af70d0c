# %% right (7 of 7) | one long vector, norm of torch.cat | cat
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    length = torch.cat([g.reshape(-1) for g in grads]).norm()
    if length <= grad_clip_val:
        return
    for g in grads:
        g.mul_(grad_clip_val / length)


# %% right (7 of 7) | .data and double precision inside | data
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    with torch.no_grad():
        grads = [p.grad.data for p in self.optim.params if p.grad is not None]
        norm = sum(float(g.double().pow(2).sum()) for g in grads) ** 0.5
        for g in grads if norm > grad_clip_val else []:
            g.copy_(g * (grad_clip_val / norm))


# %% right (7 of 7) | nothing to do where no gradient is there, math.dist from the origin | early_return
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    if not grads:
        return
    excess = torch.cat([grad.flatten() for grad in grads]).norm() / grad_clip_val
    if excess > 1:
        for grad in grads:
            grad.div_(excess)


# %% right (7 of 7) | the factor as the smaller of 1 and the quotient of tensors | min
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = torch.sqrt(sum((g * g).sum() for g in grads))
    factor = min(torch.tensor(1.0), grad_clip_val / norm)
    for g in grads:
        torch.mul(g, factor, out=g)


# %% right (7 of 7) | new tensors in .grad, division by the excess | new_gradients
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val: float, model: d2l.Module) -> None:
    squares = [param.grad.square().sum() for param in self.optim.params if param.grad is not None]
    excess = max(1.0, (sum(squares).sqrt() / grad_clip_val).item())
    for param in self.optim.params:
        if param.grad is not None:
            param.grad = param.grad / excess


# %% right (7 of 7) | the norm of the norms, with a small number below the fraction | norm_of_norms
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = torch.linalg.vector_norm(torch.stack([torch.linalg.vector_norm(g) for g in grads]))
    factor = torch.clamp(grad_clip_val / (norm + 1e-6), max=1.0)
    for g in grads:
        g.mul_(factor)


# %% right (7 of 7) | Python numbers, a loop over the entries | python_floats
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


# %% right (7 of 7) | the sum of squares, multiplied in place | sum_of_squares
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    """Shorten the gradient if it is too long."""
    params = [p for p in self.optim.params if p.grad is not None]
    norm = torch.sqrt(sum(torch.sum(p.grad ** 2) for p in params))
    if norm > grad_clip_val:
        for p in params:
            p.grad[:] *= grad_clip_val / norm


# %% wrong (3 of 7) | gradients that are short enough are scaled, too | always
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    for g in grads:
        g *= grad_clip_val / norm


# %% wrong (0 of 7) | copies of the gradients are shortened | copies
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        grads = [g * grad_clip_val / norm for g in grads]


# %% wrong (0 of 7) | no gradients are found, since model.parameters() is empty | empty_root
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in model.parameters()]
    norm = torch.sqrt(sum((grad * grad).sum() for grad in grads))
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | gradients are looked for in model.parameters(), and there is nothing to stack | empty_stack
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in model.parameters()]
    norm = torch.stack([grad.norm() for grad in grads]).norm()
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | the factor is norm divided by bound | factor_turned
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = torch.cat([grad.flatten() for grad in grads]).norm()
    if norm > grad_clip_val:
        for grad in grads:
            grad *= norm / grad_clip_val


# %% wrong (5 of 7) | nothing is clipped if the first gradient is None | first_none_returns
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    total = 0.0
    for param in self.optim.params:
        if param.grad is None:
            return
        total = total + param.grad.square().sum()
    norm = total ** 0.5
    if norm > grad_clip_val:
        for param in self.optim.params:
            param.grad *= grad_clip_val / norm


# %% wrong (0 of 7) | only the first gradient is shortened | first_only
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        grads[0] *= grad_clip_val / norm


# %% wrong (0 of 7) | only the first two parameters are looked at | first_two
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params[:2] if param.grad is not None]
    norm = sum((grad ** 2).sum() for grad in grads) ** 0.5
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | short gradients are made longer and long ones are left | inverted
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm < grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm


# %% wrong (0 of 7) | the largest entry counts, not the norm | largest_entry
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = max(grad.abs().max() for grad in grads)
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | the largest of the tensors' norms counts | largest_norm
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = max(g.norm() for g in grads)
    if norm > grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm


# %% wrong (0 of 7) | the mean of the squares counts, not their sum | mean_square
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = torch.cat([p.grad.flatten() for p in self.optim.params if p.grad is not None])
    norm = grads.square().mean().sqrt()
    if norm > grad_clip_val:
        for p in self.optim.params:
            if p.grad is not None:
                p.grad *= grad_clip_val / norm


# %% wrong (0 of 7) | gradients are looked for in model.parameters(), which is empty | model_parameters
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in model.parameters() if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm


# %% wrong (0 of 7) | the square root of the sum is forgotten | no_root
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads)
    if norm > grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm


# %% wrong (5 of 7) | a gradient that is None becomes zeros | none_becomes_zeros
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for param in self.optim.params:
        if param.grad is None:
            param.grad = torch.zeros_like(param)
    norm = sum((param.grad ** 2).sum() for param in self.optim.params) ** 0.5
    if norm > grad_clip_val:
        for param in self.optim.params:
            param.grad *= grad_clip_val / norm


# %% wrong (5 of 7) | a gradient that is None is an error | none_fails
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    norm = sum((p.grad ** 2).sum() for p in self.optim.params) ** 0.5
    if norm > grad_clip_val:
        for p in self.optim.params:
            p.grad *= grad_clip_val / norm


# %% wrong (0 of 7) | each factor is taken of a norm that is already shortened | norms_one_by_one
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    for grad in grads:
        norm = sum((each ** 2).sum() for each in grads) ** 0.5
        if norm > grad_clip_val:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | long gradients are multiplied by the bound, but not divided by their norm | not_divided
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = torch.cat([grad.flatten() for grad in grads]).norm()
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val


# %% wrong (0 of 7) | entries are clipped above, but not below | only_above
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    for grad in grads:
        grad.clamp_(max=grad_clip_val)


# %% wrong (0 of 7) | the optimizer of the notebook stands in the place of self's | optimizer_of_the_notebook
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in trainer.optim.params if param.grad is not None]
    norm = sum((grad ** 2).sum() for grad in grads) ** 0.5
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | the parameters are shortened instead of their gradients | parameters_clipped
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    norm = sum((p ** 2).sum() for p in self.optim.params) ** 0.5
    if norm > grad_clip_val:
        for p in self.optim.params:
            p *= grad_clip_val / norm


# %% wrong (3 of 7) | the parameters are changed as well | parameters_too
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    params = [param for param in self.optim.params if param.grad is not None]
    norm = sum((param.grad ** 2).sum() for param in params) ** 0.5
    if norm > grad_clip_val:
        for param in params:
            param.grad *= grad_clip_val / norm
            param *= grad_clip_val / norm


# %% wrong (0 of 7) | each entry is clipped by itself | per_entry
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for p in self.optim.params:
        if p.grad is not None:
            p.grad.clamp_(-grad_clip_val, grad_clip_val)


# %% wrong (0 of 7) | each tensor is clipped by its own norm | per_tensor
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for p in self.optim.params:
        if p.grad is not None and p.grad.norm() > grad_clip_val:
            p.grad *= grad_clip_val / p.grad.norm()


# %% wrong (0 of 7) | each tensor gets the length of the bound | per_tensor_always
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    for param in self.optim.params:
        if param.grad is not None and param.grad.any():
            param.grad *= grad_clip_val / param.grad.norm()


# %% wrong (0 of 7) | every entry of a long gradient becomes the bound | set_to_bound
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = torch.cat([grad.flatten() for grad in grads]).norm()
    if norm > grad_clip_val:
        for grad in grads:
            grad.fill_(grad_clip_val)


# %% wrong (0 of 7) | the squared norm is compared, but the factor has no root | squared_bound
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    squared = sum((grad ** 2).sum() for grad in grads)
    if squared > grad_clip_val ** 2:
        for grad in grads:
            grad *= grad_clip_val ** 2 / squared


# %% wrong (5 of 7) | parameters after one without gradient are left out | stops_at_none
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


# %% wrong (0 of 7) | the sizes of the entries are added instead of their squares | sum_of_entries
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = sum(grad.abs().sum() for grad in grads)
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (0 of 7) | the norms of the tensors are added | sum_of_norms
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum(g.norm() for g in grads)
    if norm > grad_clip_val:
        for g in grads:
            g *= grad_clip_val / norm


# %% wrong (0 of 7) | a long gradient gets length 1, whatever the bound | unit_length
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        for g in grads:
            g /= norm


# %% wrong (5 of 7) | gradients of zero become NaN | zero_is_nan
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    for g in grads:
        g.copy_(g / norm * torch.clamp(norm, max=grad_clip_val))


# %% wrong (0 of 7) | gradients that are too long are set to zero | zeroed
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [p.grad for p in self.optim.params if p.grad is not None]
    norm = sum((g ** 2).sum() for g in grads) ** 0.5
    if norm > grad_clip_val:
        for g in grads:
            g.zero_()


# %% wrong (5 of 7) | a gradient a little too long is left | late
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = sum((grad ** 2).sum() for grad in grads) ** 0.5
    if norm > 1.05 * grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm


# %% wrong (5 of 7) | a gradient of more than half the bound is made longer | early
@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = sum((grad ** 2).sum() for grad in grads) ** 0.5
    if norm > 0.5 * grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm
