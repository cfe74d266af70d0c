# wrong: the features are centred first
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X - X.mean(dim=0)) @ self.w + self.b
