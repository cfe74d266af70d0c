# wrong: the bias is read with .item()
# score: 6
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w + self.b.item()
