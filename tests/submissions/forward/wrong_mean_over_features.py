# wrong: the mean over the features instead of their sum
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X * self.w.T).mean(dim=1, keepdim=True) + self.b
