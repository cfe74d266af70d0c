# right: type hints, a print and a warning
# score: 6
class LinearRegressionScratch(d2l.Module):  #@save
    """My model."""

    def __init__(self, num_inputs: int, lr: float, sigma: float = 0.01) -> None:
        import warnings

        super().__init__()
        self.save_hyperparameters()
        warnings.warn("about to draw the weights")
        self.w: torch.Tensor = torch.normal(
            mean=0.0, std=sigma, size=(num_inputs, 1), requires_grad=True
        )
        self.b: torch.Tensor = torch.zeros(1, dtype=torch.float32, requires_grad=True)
        print(f"model with {num_inputs} inputs, b = {self.b.item()}")
