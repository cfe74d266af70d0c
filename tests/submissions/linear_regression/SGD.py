# %% right (8 of 8) | addcmul_, a helper, type hints and prints | addcmul
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params: list, lr: float):
        self.save_hyperparameters()
        print(f"{len(params)} parameters, learning rate {lr}")

    def _with_gradient(self) -> list:
        return [param for param in self.params if param.grad is not None]

    def step(self) -> None:
        for param in self._with_gradient():
            param.addcmul_(param.grad, torch.ones_like(param), value=-self.lr)

    def zero_grad(self) -> None:
        for param in self._with_gradient():
            param.grad.mul_(0)

# %% right (8 of 8) | copy_ of the new value, gradients replaced by new zeros | copy
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()
        self.learning_rate = torch.tensor(lr)

    def step(self):
        for i in range(len(self.params)):
            param = self.params[i]
            param.copy_(param - self.learning_rate * param.grad)

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad = torch.zeros_like(param.grad)

# %% right (8 of 8) | the attribute .data, gradients filled with fill_ | data
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param.data = param.data - self.lr * param.grad.data

    def zero_grad(self):
        for param in self.params:
            if param.grad is None:
                continue
            param.grad.fill_(0.0)

# %% right (8 of 8) | entry by entry, through views | entry_by_entry
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        with torch.no_grad():
            for param in self.params:
                values, slopes = param.view(-1), param.grad.view(-1)
                for i in range(len(values)):
                    values[i] = values[i] - self.lr * slopes[i]

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad[...] = 0

# %% right (8 of 8) | gradients are forgotten rather than filled with zeros | grad_none
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            if param.grad is not None:
                param[...] = torch.add(param, param.grad, alpha=-self.lr)

    def zero_grad(self):
        for param in self.params:
            param.grad = None

# %% right (8 of 8) | the operator -= | minus_equals
class SGD(d2l.HyperParameters):  #@save
    """Minibatch stochastic gradient descent."""
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for p in self.params:
            p -= p.grad * self.lr

    def zero_grad(self):
        for p in self.params:
            if p.grad is not None:
                p.grad.zero_()

# %% right (8 of 8) | its own no_grad, sub_ with alpha | no_grad_inside
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    @torch.no_grad()
    def step(self):
        for param in self.params:
            param.sub_(param.grad, alpha=self.lr)

    @torch.no_grad()
    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.detach_()
                param.grad *= 0

# %% right (8 of 8) | PyTorch's foreach operations on lists | set_data_foreach
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.params, self.lr = list(params), lr

    def step(self):
        torch._foreach_add_(self.params, [p.grad for p in self.params], alpha=-self.lr)

    def zero_grad(self):
        grads = [p.grad for p in self.params if p.grad is not None]
        if grads:
            torch._foreach_zero_(grads)

# %% right (8 of 8) | generators over the parameters that have a gradient | with_gradient
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def with_gradient(self):
        return (param for param in self.params if param.grad is not None)

    def step(self):
        for param in self.with_gradient():
            param.add_(param.grad, alpha=-self.lr)

    def zero_grad(self):
        for param in self.with_gradient():
            param.grad.mul_(0)

# %% wrong (4 of 8) | all optimizers share one learning rate | class_lr
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.params = params
        SGD.lr = lr

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the gradient is divided by the learning rate | divided_by_lr
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= param.grad / self.lr

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | only the first parameter is changed and cleared | first_parameter_only
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        self.params[0] -= self.lr * self.params[0].grad

    def zero_grad(self):
        if self.params[0].grad is not None:
            self.params[0].grad.zero_()

# %% wrong (2 of 8) | only the first two parameters are changed and cleared | first_two
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params[:2]:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params[:2]:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the learning rate is always 0.03 | fixed_lr
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= 0.03 * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the learning rate is always 0.01 | fixed_lr_hundredth
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= 0.01 * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the learning rate is always 0.1 | fixed_lr_tenth
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= 0.1 * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (7 of 8) | a step scales the gradients in place | gradient_scaled
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= param.grad.mul_(self.lr)

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | a step changes the gradient instead of the parameter | gradient_stepped
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param.grad -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the optimizer's list gets new tensors and the model keeps the old ones | list_replaced
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        self.params = [p - self.lr * p.grad if p.grad is not None else p for p in self.params]

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (0 of 8) | a step uses names of the notebook in the place of self | names_of_the_notebook
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in (w, b):
            param -= lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the learning rate is left out | no_lr
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | a step has the length of the learning rate, whatever the gradient | normalized
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad / param.grad.norm()

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the parameter is multiplied by the step | parameter_scaled
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param *= 1 - self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (2 of 8) | the new value is bound to a name and the tensor stays as it was | rebound
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param = param - self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (4 of 8) | zero_grad clears the first gradient only | return_in_loop
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()
            return

# %% wrong (2 of 8) | the parameter becomes the step itself | set_to_step
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param.copy_(-self.lr * param.grad)

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (7 of 8) | a step clears the gradients as well | step_clears
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad
            param.grad.zero_()

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (3 of 8) | a step sets the gradients to None | step_clears_to_none
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad
            param.grad = None

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (6 of 8) | clearing ends at the first gradient that is None | stops_at_none
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is None:
                return
            param.grad.zero_()

# %% wrong (2 of 8) | the step goes up the slope | uphill
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param += self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (5 of 8) | params are kept as an iterator, which is used up after one loop | used_up
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.lr = lr
        self.params = (param for param in params)

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.zero_()

# %% wrong (4 of 8) | zero_grad leaves the gradients as they are | zero_grad_empty
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        pass

# %% wrong (4 of 8) | zero_grad is for gradients that are None only | zero_grad_first_none_only
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is None:
                param.grad = torch.zeros_like(param)

# %% wrong (4 of 8) | zero_grad binds a name to zero and leaves the gradient | zero_grad_name
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                gradient = param.grad
                gradient = torch.zeros_like(gradient)

# %% wrong (4 of 8) | zero_grad asks the list of parameters for a gradient | zero_grad_no_loop
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        if self.params.grad is not None:
            self.params.grad.zero_()

# %% wrong (6 of 8) | zero_grad fails on a gradient that is None | zero_grad_none_fails
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            param.grad.zero_()

# %% wrong (4 of 8) | zero_grad is as it was given | zero_grad_not_written
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        raise NotImplementedError()

# %% wrong (4 of 8) | zero_grad puts a number in the place of the gradient | zero_grad_number
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            param.grad = 0

# %% wrong (4 of 8) | zero_grad sets gradients to one | zero_grad_ones
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.grad.fill_(1)

# %% wrong (4 of 8) | zero_grad clears all parameters instead of the gradients | zeroes_all_parameters
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            with torch.no_grad():
                param.fill_(0)

# %% wrong (4 of 8) | zero_grad clears a parameter that has a gradient, and not the gradient | zeroes_parameters
class SGD(d2l.HyperParameters):  #@save
    def __init__(self, params, lr):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            param -= self.lr * param.grad

    def zero_grad(self):
        for param in self.params:
            if param.grad is not None:
                param.data.zero_()
