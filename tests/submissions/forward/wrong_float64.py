# wrong: the result is float64
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X.double() @ self.w.double() + self.b
