# wrong: the weights shrink a little with every prediction
# score: 3
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w + self.b
    with torch.no_grad():
        self.w *= 0.9
    return y_hat.clone()
