# right: all attributes that require gradients
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def configure_optimizers(self):
    tensors = [value for value in vars(self).values() if isinstance(value, torch.Tensor)]
    return SGD([tensor for tensor in tensors if tensor.requires_grad], self.lr)
