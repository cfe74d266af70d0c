# right: einsum, with names for the axes
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.einsum('nd,do->no', X, self.w) + self.b
