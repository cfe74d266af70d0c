# right: the @ operator, the bias first
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.b + X @ self.w
