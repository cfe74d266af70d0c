# wrong: the result is cut off from both parameters
# score: 4
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    with torch.no_grad():
        return X @ self.w + self.b
