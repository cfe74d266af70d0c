# wrong: the bias is subtracted
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w - self.b
