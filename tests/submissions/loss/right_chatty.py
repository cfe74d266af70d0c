# right: type hints, a print and a warning
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """My loss."""
    import warnings

    squares: torch.Tensor = torch.square(torch.subtract(y_hat, y))
    result = torch.sum(squares) / 2 / squares.shape[0]
    warnings.warn("loss computed")
    print(f"loss = {result.item():.3f}")
    return result
