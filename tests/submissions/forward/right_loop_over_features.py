# right: one feature after another
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = self.b
    for j in range(self.num_inputs):
        y_hat = y_hat + X[:, j:j + 1] * self.w[j]
    return y_hat
