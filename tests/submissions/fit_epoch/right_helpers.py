# right: two helper functions, inference mode, type hints
# score: 10
def train_one(trainer, batch) -> None:
    loss: torch.Tensor = trainer.model.training_step(trainer.prepare_batch(batch))
    trainer.optim.zero_grad()
    loss.backward()
    if trainer.gradient_clip_val > 0:
        trainer.clip_gradients(grad_clip_val=trainer.gradient_clip_val, model=trainer.model)
    with torch.no_grad():
        trainer.optim.step()
    trainer.train_batch_idx += 1


@torch.inference_mode()
def validate(trainer) -> None:
    trainer.model.eval()
    for batch in trainer.val_dataloader:
        trainer.model.validation_step(trainer.prepare_batch(batch))
        trainer.val_batch_idx += 1


@d2l.add_to_class(d2l.Trainer)  #@save
def fit_epoch(self) -> None:
    self.model.train()
    for batch in self.train_dataloader:
        train_one(self, batch)
    if self.val_dataloader is not None:
        validate(self)
