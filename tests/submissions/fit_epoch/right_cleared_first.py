# right: gradients cleared before the loss, validation under one no_grad
# score: 10
@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    model, optim = self.model, self.optim
    model.train()
    for batch in map(self.prepare_batch, self.train_dataloader):
        optim.zero_grad()
        model.training_step(batch).backward()
        with torch.no_grad():
            if self.gradient_clip_val:
                self.clip_gradients(self.gradient_clip_val, model)
            optim.step()
        self.train_batch_idx = self.train_batch_idx + 1
    if self.val_dataloader is not None:
        model.eval()
        with torch.no_grad():
            for batch in map(self.prepare_batch, self.val_dataloader):
                model.validation_step(batch)
                self.val_batch_idx += 1
