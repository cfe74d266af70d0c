# right: the bias is added in place to the product
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X.mm(self.w)
    y_hat += self.b
    return y_hat
