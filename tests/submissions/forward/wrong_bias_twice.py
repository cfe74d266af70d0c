# wrong: the bias is added twice
# score: 2
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w + self.b
    return y_hat + self.b
