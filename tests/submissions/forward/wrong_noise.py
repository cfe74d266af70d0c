# wrong: noise is added to the prediction
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w + self.b + 0.01 * torch.randn(len(X), 1)
