# wrong: the result is a row
# score: 1
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w + self.b).T
