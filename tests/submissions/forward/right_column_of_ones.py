# right: the bias as one more weight
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    ones = torch.ones(X.shape[0], 1)
    theta = torch.cat([self.w, self.b.reshape(1, 1)], dim=0)
    return torch.cat((X, ones), dim=1) @ theta
