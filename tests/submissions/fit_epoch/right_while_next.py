# right: iterators and next, a while loop
# score: 10
@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    self.model.train()
    batches = iter(self.train_dataloader)
    while (batch := next(batches, None)) is not None:
        loss = self.model.training_step(self.prepare_batch(batch))
        self.optim.zero_grad()
        torch.autograd.backward(loss)
        with torch.no_grad():
            if not self.gradient_clip_val <= 0:
                self.clip_gradients(self.gradient_clip_val, self.model)
            self.optim.step()
        self.train_batch_idx += 1
    batches = iter(self.val_dataloader if self.val_dataloader is not None else [])
    self.model.eval()
    with torch.no_grad():
        while (batch := next(batches, None)) is not None:
            self.model.validation_step(self.prepare_batch(batch))
            self.val_batch_idx += 1
