# wrong: the losses of all minibatches are added up and used in one step
# score: 2
@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    self.model.train()
    total = 0
    for batch in self.train_dataloader:
        total = total + self.model.training_step(self.prepare_batch(batch))
        self.train_batch_idx += 1
    self.optim.zero_grad()
    total.backward()
    with torch.no_grad():
        if self.gradient_clip_val > 0:
            self.clip_gradients(self.gradient_clip_val, self.model)
        self.optim.step()
    if self.val_dataloader is None:
        return
    self.model.eval()
    for batch in self.val_dataloader:
        with torch.no_grad():
            self.model.validation_step(self.prepare_batch(batch))
        self.val_batch_idx += 1
