# right: an empty result, filled entry by entry
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    n, d = X.shape
    y_hat = torch.zeros(n, 1)
    for i in range(n):
        for j in range(d):
            y_hat[i, 0] += X[i, j] * self.w[j, 0]
        y_hat[i, 0] += self.b[0]
    return y_hat
