# right: a product with a flat vector, shaped into a column
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (torch.mv(X, self.w[:, 0]) + self.b).unsqueeze(1)
