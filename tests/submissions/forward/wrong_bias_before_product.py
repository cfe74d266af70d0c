# wrong: the bias is added to the features
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X + self.b) @ self.w
