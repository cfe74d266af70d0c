# wrong: the sign of the weighted sum is wrong
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.b - X @ self.w
