# wrong: noise is added to the prediction
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w + self.b + 0.1 * (0.5 + torch.rand(len(X), 1))
