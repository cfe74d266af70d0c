# wrong: a row of weights times X does not fit
# score: 0
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.w.T @ X + self.b
