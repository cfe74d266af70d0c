# wrong: the result has shape (n,)
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w + self.b).squeeze(1)
