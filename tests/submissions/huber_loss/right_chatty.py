# right: type hints, a print and a warning
# score: 8
def huber_loss(y_hat: torch.Tensor, y: torch.Tensor, delta: float = 1.0) -> torch.Tensor:  #@save
    """My Huber loss."""
    import warnings

    error = torch.abs(torch.sub(y_hat, y))
    warnings.warn(f"{int((error > delta).sum())} large errors")
    print("largest error", error.max().item())
    return torch.minimum(error, torch.full_like(error, delta)).mul(
        error - torch.minimum(error, torch.full_like(error, delta)) / 2
    ).mean()
