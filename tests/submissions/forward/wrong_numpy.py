# wrong: the result is a NumPy array
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X.numpy() @ self.w.detach().numpy() + self.b.detach().numpy()
