# right: a helper method of one's own, type hints and a print
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def weighted_sum(self, X: torch.Tensor) -> torch.Tensor:
    return torch.sum(X[:, :, None] * self.w[None, :, :], dim=1)


@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X: torch.Tensor) -> torch.Tensor:
    """Weighted sum plus bias."""
    print("predicting", len(X), "rows")
    return self.weighted_sum(X) + self.b.expand(len(X), 1)
