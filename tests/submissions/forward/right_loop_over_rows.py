# right: one row after another
# score: 8
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    rows = []
    for x in X:
        rows.append(torch.dot(x, self.w.flatten()) + self.b)
    return torch.stack(rows)
