# wrong: only minibatches of 32 rows
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w).reshape(32, 1) + self.b
