# wrong: the bias is added to the first row only
# score: 3
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w
    y_hat[0] += self.b
    return y_hat
