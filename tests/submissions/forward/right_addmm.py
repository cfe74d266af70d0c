# right: one fused call
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.addmm(self.b, X, self.w)
