# wrong: the weights are read through .data
# score: 6
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w.data + self.b
