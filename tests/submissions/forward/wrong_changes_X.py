# wrong: X is changed in place
# score: 3
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    X *= self.w.detach().T
    return X.sum(dim=1, keepdim=True) + self.b + 0 * self.w.sum()
