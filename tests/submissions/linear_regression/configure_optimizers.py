# %% right (2 of 2) | all attributes that require gradients | found
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    tensors = [value for value in vars(self).values() if isinstance(value, torch.Tensor)]
    return SGD([tensor for tensor in tensors if tensor.requires_grad], self.lr)

# %% right (2 of 2) | kept on the model itself | kept_on_model
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    self.optimizer = SGD(params=[self.w, self.b], lr=self.lr)
    return self.optimizer

# %% right (2 of 2) | keyword arguments and type hints, the bias first | keywords
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self) -> SGD:
    return SGD(lr=self.lr, params=[self.b, self.w])

# %% right (2 of 2) | the two tensors in a list | list
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    """Return an `SGD` over this model's own parameters."""
    params = [self.w, self.b]
    return SGD(params, self.lr)

# %% right (2 of 2) | a tuple, the learning rate from hparams | tuple
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    optimizer = SGD((self.w, self.b), self.hparams["lr"])
    print("optimizer:", type(optimizer).__name__)
    return optimizer

# %% wrong (0 of 2) | the class is returned instead of an object | class_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD

# %% wrong (0 of 2) | the optimizer gets copies of the parameters | copies
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w.clone(), self.b.clone()], self.lr)

# %% wrong (0 of 2) | the optimizer gets detached copies, which have no gradient | detached
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    params = [each.detach() for each in (self.w, self.b)]
    return SGD(params, self.lr)

# %% wrong (0 of 2) | the learning rate is 0.03 for every model | fixed_lr
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.b], 0.03)

# %% wrong (0 of 2) | the learning rate is 0.01 for every model | fixed_lr_hundredth
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    params = [self.w, self.b]
    return SGD(params, 0.01)

# %% wrong (0 of 2) | the learning rate is 0.1 for every model | fixed_lr_tenth
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.b], lr=0.1)

# %% wrong (0 of 2) | the optimizer is kept on the model, and nothing is returned | kept_not_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    self.optim = SGD([self.w, self.b], self.lr)

# %% wrong (0 of 2) | the list of parameters is returned | list_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return [self.w, self.b]

# %% wrong (0 of 2) | the learning rate is not handed to the optimizer | lr_missing
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.b])

# %% wrong (0 of 2) | the model of the notebook stands in the place of self | model_of_the_notebook
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([model.w, model.b], model.lr)

# %% wrong (1 of 2) | the optimizer does not get the bias | no_bias
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w], self.lr)

# %% wrong (0 of 2) | w alone is handed over in the place of a list | no_list
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD(self.w, self.lr)

# %% wrong (0 of 2) | the optimizer is made but not returned | not_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    self.optim = SGD([self.w, self.b], self.lr)

# %% wrong (1 of 2) | the optimizer does not get the weights | only_bias
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.b], self.lr)

# %% wrong (0 of 2) | the first model's optimizer is kept for all | optimizer_of_the_first
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self, kept=[]):
    if not kept:
        kept.append(SGD([self.w, self.b], self.lr))
    return kept[0]

# %% wrong (0 of 2) | lr and the parameters are in the wrong order | order_turned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD(self.lr, [self.w, self.b])

# %% wrong (0 of 2) | the optimizer gets torch's own list of parameters, which is empty | parameters
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD(list(self.parameters()), self.lr)

# %% wrong (0 of 2) | the optimizer gets the parameters of all models so far | parameters_of_all
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self, params=[]):
    params += [self.w, self.b]
    return SGD(params, self.lr)

# %% wrong (0 of 2) | the optimizer is of another class | something_else
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    class Descent:
        def step(_):
            for param in (self.w, self.b):
                param -= self.lr * param.grad
    return Descent()

# %% wrong (0 of 2) | the optimizer gets the weights twice and the bias not at all | weights_twice
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    return SGD([self.w, self.w], self.lr)
