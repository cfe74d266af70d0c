# right: everything transposed
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (self.w.T @ X.T + self.b).T
