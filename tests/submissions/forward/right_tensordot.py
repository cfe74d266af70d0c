# right: a contraction over the last axis
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.tensordot(X, self.w, dims=1).add(self.b)
