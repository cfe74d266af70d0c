# %% right (8 of 8) | the weighted sum of all gradients so far | history
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.history = [[] for _ in params]

    def step(self):
        for param, past in zip(self.params, self.history):
            if param.grad is not None:
                past.append((param.grad + self.weight_decay * param).clone())
                velocity = sum(self.momentum ** age * g for age, g in enumerate(reversed(past)))
                param.copy_(param - self.lr * velocity)


# %% right (8 of 8) | a dictionary that is filled at the first step | lazy_dict
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.v = {}

    def step(self):
        for param in self.params:
            if param.grad is None:
                continue
            g = param.grad.add(param, alpha=self.weight_decay)
            if param in self.v:
                self.v[param] = self.momentum * self.v[param] + g
            else:
                self.v[param] = g.clone()
            param.add_(self.v[param], alpha=-self.lr)


# %% right (8 of 8) | a list of velocities, updated in place | list_of_zeros
class SGDMomentum(SGD):  #@save
    """Stochastic gradient descent with momentum and weight decay."""
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param.sub_(self.lr * v)


# %% right (8 of 8) | None until the first gradient comes | none_at_first
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.speed = [None] * len(params)

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            pull = param.grad + self.weight_decay * param
            old = self.speed[i]
            self.speed[i] = pull if old is None else self.momentum * old + pull
            param -= self.lr * self.speed[i]


# %% right (8 of 8) | the learning rate inside the velocity | rate_inside
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.moves = [0.0 for _ in params]

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is not None:
                gradient = param.grad + self.weight_decay * param
                self.moves[i] = self.momentum * self.moves[i] + self.lr * gradient
                param -= self.moves[i]


# %% right (8 of 8) | as torch.optim.SGD writes it, with data and no_grad | torch_way
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.buffers = [None] * len(params)

    @torch.no_grad()
    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            d = param.grad.detach()
            if self.weight_decay != 0:
                d = d.add(param, alpha=self.weight_decay)
            if self.momentum != 0:
                if self.buffers[i] is None:
                    self.buffers[i] = torch.clone(d)
                else:
                    self.buffers[i].mul_(self.momentum).add_(d)
                d = self.buffers[i]
            param.data = param.data - self.lr * d


# %% wrong (0 of 8) | the velocity is an average in which a new gradient counts 1 - momentum | averaged
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= self.momentum
                v += (1 - self.momentum) * (param.grad + self.weight_decay * param)
                param -= self.lr * v


# %% wrong (0 of 8) | the velocity is an average, and weight decay is left out | averaged_no_decay
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_((1 - self.momentum) * param.grad)
            param -= self.lr * v


# %% wrong (2 of 8) | all optimizers share the velocities | class_velocities
class SGDMomentum(SGD):  #@save
    velocities = {}

    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is not None:
                v = self.momentum * self.velocities.get(i, 0) + param.grad
                self.velocities[i] = v + self.weight_decay * param
                param -= self.lr * self.velocities[i]


# %% wrong (5 of 8) | the decay is added to .grad itself | decay_in_gradient
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                param.grad += self.weight_decay * param
                v.mul_(self.momentum).add_(param.grad)
                param -= self.lr * v


# %% wrong (2 of 8) | weight decay is a factor of the gradient | decay_of_gradient
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param.grad)
            param -= self.lr * v


# %% wrong (2 of 8) | weight decay is taken of the velocity, not of the parameter | decay_of_velocity
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.copy_(self.momentum * v + param.grad + self.weight_decay * v)
            param -= self.lr * v


# %% wrong (2 of 8) | weight decay has the wrong sign | decay_sign
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad - self.weight_decay * param)
            param -= self.lr * v


# %% wrong (2 of 8) | weight decay is multiplied by the learning rate twice | decay_with_lr
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.lr * self.weight_decay * param)
            param -= self.lr * v


# %% wrong (2 of 8) | weight decay shrinks the parameters without the learning rate | decay_without_lr
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad)
            param *= 1 - self.weight_decay
            param -= self.lr * v


# %% wrong (2 of 8) | weight decay goes past the velocity | decoupled
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= self.momentum
                v += param.grad
                param -= self.lr * (v + self.weight_decay * param)


# %% wrong (2 of 8) | parameters shrink by the decay before the gradient's step | decoupled_before
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            param -= self.lr * self.weight_decay * param
            v.mul_(self.momentum).add_(param.grad)
            param -= self.lr * v


# %% wrong (2 of 8) | the velocities are a default argument, so that optimizers share them | default_argument
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0, velocities={}):
        self.save_hyperparameters()

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is not None:
                v = self.velocities.setdefault(i, torch.zeros_like(param))
                v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
                param -= self.lr * v


# %% wrong (0 of 8) | only the first two parameters have a velocity | first_two
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params[:2]]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
                param -= self.lr * v


# %% wrong (5 of 8) | the decay goes into .grad and the velocity is the gradient's own tensor | gradient_is_buffer
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [None] * len(params)

    def step(self):
        for i, param in enumerate(self.params):
            if param.grad is None:
                continue
            param.grad += self.weight_decay * param
            if self.velocities[i] is None:
                self.velocities[i] = param.grad
            else:
                self.velocities[i] = self.momentum * self.velocities[i] + param.grad
            param -= self.lr * self.velocities[i]


# %% wrong (2 of 8) | momentum is always 0.9 | momentum_fixed
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= 0.9
                v += param.grad + self.weight_decay * param
                param -= self.lr * v


# %% wrong (0 of 8) | the old velocity is kept whole | momentum_missing
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.add_(param.grad + self.weight_decay * param)
            param -= self.lr * v


# %% wrong (0 of 8) | momentum multiplies the gradient, not the old velocity | momentum_of_gradient
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.add_(self.momentum * (param.grad + self.weight_decay * param))
            param -= self.lr * v


# %% wrong (0 of 8) | the step looks ahead, as Nesterov's does | nesterov
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                g = param.grad + self.weight_decay * param
                v *= self.momentum
                v += g
                param -= self.lr * (g + self.momentum * v)


# %% wrong (2 of 8) | weight decay is left out | no_decay
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= self.momentum
                v += param.grad
                param -= self.lr * v


# %% wrong (0 of 8) | the learning rate is left out | no_lr
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param -= v


# %% wrong (5 of 8) | a missing gradient counts as a gradient of zero | none_as_zero
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            gradient = torch.zeros_like(param) if param.grad is None else param.grad
            v.mul_(self.momentum).add_(gradient + self.weight_decay * param)
            param -= self.lr * v


# %% wrong (5 of 8) | a parameter without a gradient moves on by its velocity | none_coasts
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param -= self.lr * v


# %% wrong (5 of 8) | a parameter without a gradient decays | none_decays
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            g = 0 if param.grad is None else param.grad
            v *= self.momentum
            v += g + self.weight_decay * param
            param -= self.lr * v


# %% wrong (5 of 8) | the step fails at a parameter without a gradient | none_fails
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            v *= self.momentum
            v += param.grad + self.weight_decay * param
            param -= self.lr * v


# %% wrong (0 of 8) | the step uses the velocity from before the update | old_velocity
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                param -= self.lr * v
                v *= self.momentum
                v += param.grad + self.weight_decay * param


# %% wrong (0 of 8) | there is no momentum at all | plain
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()

    def step(self):
        for param in self.params:
            if param.grad is not None:
                param -= self.lr * (param.grad + self.weight_decay * param)


# %% wrong (0 of 8) | the list of velocities holds the same tensor many times | same_tensor
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(params[0])] * len(params)

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is not None:
                v *= self.momentum
                v += param.grad + self.weight_decay * param
                param -= self.lr * v


# %% wrong (0 of 8) | all parameters share one velocity | shared_velocity
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocity = 0

    def step(self):
        for param in self.params:
            if param.grad is not None:
                self.velocity = self.momentum * self.velocity
                self.velocity = self.velocity + (param.grad + self.weight_decay * param).mean()
                param -= self.lr * self.velocity


# %% wrong (5 of 8) | a step ends at the first parameter without a gradient | stops_at_none
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                return
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param -= self.lr * v


# %% wrong (0 of 8) | the step goes up along the velocity | uphill
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param += self.lr * v


# %% wrong (5 of 8) | a missing gradient lets the velocity fade | velocity_fades
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            v *= self.momentum
            if param.grad is not None:
                v += param.grad + self.weight_decay * param
                param -= self.lr * v


# %% wrong (0 of 8) | the velocity is bound to a name and not kept | velocity_rebound
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                continue
            v = self.momentum * v + param.grad + self.weight_decay * param
            param -= self.lr * v


# %% wrong (5 of 8) | a missing gradient sets the velocity back to zero | velocity_reset
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, v in zip(self.params, self.velocities):
            if param.grad is None:
                v.zero_()
                continue
            v.mul_(self.momentum).add_(param.grad + self.weight_decay * param)
            param -= self.lr * v


# %% wrong (5 of 8) | nothing moves if momentum is 0 | zero_momentum_stops
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        if self.momentum:
            for param, v in zip(self.params, self.velocities):
                if param.grad is not None:
                    v *= self.momentum
                    v += param.grad + self.weight_decay * param
                    param -= self.lr * v


# %% wrong (5 of 8) | a gradient of zero is taken for none | zero_is_none
class SGDMomentum(SGD):  #@save
    def __init__(self, params, lr, momentum=0.9, weight_decay=0.0):
        self.save_hyperparameters()
        self.velocities = [torch.zeros_like(param) for param in params]

    def step(self):
        for param, velocity in zip(self.params, self.velocities):
            if param.grad is not None and param.grad.any():
                velocity *= self.momentum
                velocity += param.grad + self.weight_decay * param
                param -= self.lr * velocity
