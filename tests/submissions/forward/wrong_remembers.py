# wrong: the first prediction is kept and returned again
# score: 7
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    if not hasattr(self, "y_hat"):
        self.y_hat = X @ self.w + self.b
    return self.y_hat
