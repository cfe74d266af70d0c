# right: multiply by the weights as a row, and sum
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X * self.w.T).sum(dim=1, keepdim=True) + self.b
