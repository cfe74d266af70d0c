# wrong: only the first two features count
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X[:, 0:1] * self.w[0] + X[:, 1:2] * self.w[1] + self.b
