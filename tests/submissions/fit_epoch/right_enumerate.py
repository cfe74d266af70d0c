# right: enumerate, prints, counters from the number of minibatches
# score: 10
@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    self.model.train(True)
    begin = self.train_batch_idx
    for i, batch in enumerate(self.train_dataloader, start=1):
        batch = self.prepare_batch(batch)
        loss = self.model.training_step(batch)
        self.optim.zero_grad()
        loss.backward()
        with torch.no_grad():
            if self.gradient_clip_val > 0:
                self.clip_gradients(self.gradient_clip_val, self.model)
            self.optim.step()
        self.train_batch_idx = begin + i
        print(f"epoch {self.epoch}, minibatch {i} of {self.num_train_batches}: {loss.item():.3f}")
    if self.val_dataloader is None:
        print("no validation")
        return None
    self.model.train(False)
    for batch in self.val_dataloader:
        with torch.set_grad_enabled(False):
            self.model.validation_step(self.prepare_batch(batch))
        self.val_batch_idx += 1
