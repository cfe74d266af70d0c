# right: lists of minibatches, a lambda, try and finally
# score: 10
import warnings


@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self):
    warnings.warn("an epoch begins")
    try:
        self.model.train()
        for loss in (self.model.training_step(self.prepare_batch(b)) for b in self.train_dataloader):
            self.optim.zero_grad()
            loss.backward()
            clip = lambda: self.clip_gradients(self.gradient_clip_val, self.model)
            with torch.no_grad():
                clip() if self.gradient_clip_val > 0 else None
                self.optim.step()
            self.train_batch_idx += 1
        val_batches = list(self.val_dataloader or [])
        self.model.eval()
        with torch.no_grad():
            for b in val_batches:
                self.model.validation_step(self.prepare_batch(b))
        self.val_batch_idx += len(val_batches)
    finally:
        self.model.train()
