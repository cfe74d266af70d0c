"""Section 04: the trainer."""

import torch

import scaffold as d2l
from solutions.linear_regression.sgd import SGD, LinearRegressionScratch


@d2l.add_to_class(d2l.Trainer)  #@save
def prepare_batch(self, batch):
    """Return the minibatch as the model wants it: here, as it is."""
    return batch


@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    """Train on every minibatch of `self.train_dataloader`, then validate.

    Training, with the model in training mode (`self.model.train()`), for each minibatch:
    take the loss from `self.model.training_step` of the prepared batch (`self.prepare_batch`),
    zero the gradients, run `backward`, clip with
    `self.clip_gradients(self.gradient_clip_val, self.model)` if `self.gradient_clip_val` > 0,
    let `self.optim` make one step, and count the minibatch in `self.train_batch_idx`.

    Validation, unless `self.val_dataloader` is None, with the model in evaluation mode
    (`self.model.eval()`) and without recording gradients: call `self.model.validation_step` on
    each prepared minibatch and count it in `self.val_batch_idx`; parameters stay as they are.

    Both counters go on from epoch to epoch. During a training step, `self.train_batch_idx` is the
    number of the minibatches before it.
    """
    ### BEGIN SOLUTION
    self.model.train()
    for batch in self.train_dataloader:
        loss = self.model.training_step(self.prepare_batch(batch))
        self.optim.zero_grad()
        with torch.no_grad():
            loss.backward()
            if self.gradient_clip_val > 0:  # To be discussed later
                self.clip_gradients(self.gradient_clip_val, self.model)
            self.optim.step()
        self.train_batch_idx += 1
    if self.val_dataloader is None:
        return
    self.model.eval()
    with torch.no_grad():
        for batch in self.val_dataloader:
            self.model.validation_step(self.prepare_batch(batch))
            self.val_batch_idx += 1
    ### END SOLUTION


@d2l.add_to_class(d2l.Trainer)  #@save
def clip_gradients(self, grad_clip_val, model):
    """Shorten the gradient to the length `grad_clip_val` if it is longer; keep its direction.

    The gradients of all tensors in `self.optim.params` are taken as one long vector. If its
    Euclidean norm is larger than `grad_clip_val`, all of them are multiplied by
    grad_clip_val / norm; otherwise they stay as they are, also if all of them are zero. A
    parameter whose gradient is None is passed over, and keeps None; at least one has a gradient.

    Args:
        grad_clip_val: the largest norm allowed, a positive number.
        model: the model in training; not needed for optimizers that know their `params`.

    The change is seen in each `param.grad`; the parameters stay as they are.
    """
    ### BEGIN SOLUTION
    grads = [param.grad for param in self.optim.params if param.grad is not None]
    norm = sum((grad ** 2).sum() for grad in grads) ** 0.5
    if norm > grad_clip_val:
        for grad in grads:
            grad *= grad_clip_val / norm
    ### END SOLUTION
