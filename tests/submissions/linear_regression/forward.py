# %% right (4 of 4) | one fused call | addmm
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.addmm(self.b, X, self.w)

# %% right (4 of 4) | axes dropped and restored, whatever their length | axes_dropped_and_restored
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    flat = X @ self.w.flatten()
    return flat.reshape(-1, 1) + self.b

# %% right (4 of 4) | the bias as one more weight | column_of_ones
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    ones = torch.ones(X.shape[0], 1)
    theta = torch.cat([self.w, self.b.reshape(1, 1)], dim=0)
    return torch.cat((X, ones), dim=1) @ theta

# %% right (4 of 4) | einsum, with names for the axes | einsum
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.einsum('nd,do->no', X, self.w) + self.b

# %% right (4 of 4) | an empty result, filled entry by entry | filled_in_place
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    n, d = X.shape
    y_hat = torch.zeros(n, 1)
    for i in range(n):
        for j in range(d):
            y_hat[i, 0] += X[i, j] * self.w[j, 0]
        y_hat[i, 0] += self.b[0]
    return y_hat

# %% right (4 of 4) | a helper method of one's own, type hints and a print | helper
@d2l.add_to_class(LinearRegressionScratch)  #@save
def weighted_sum(self, X: torch.Tensor) -> torch.Tensor:
    return torch.sum(X[:, :, None] * self.w[None, :, :], dim=1)


@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X: torch.Tensor) -> torch.Tensor:
    """Weighted sum plus bias."""
    print("predicting", len(X), "rows")
    return self.weighted_sum(X) + self.b.expand(len(X), 1)

# %% right (4 of 4) | the bias is added in place to the product | in_place_sum
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X.mm(self.w)
    y_hat += self.b
    return y_hat

# %% right (4 of 4) | one feature after another | loop_over_features
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = self.b
    for j in range(self.num_inputs):
        y_hat = y_hat + X[:, j:j + 1] * self.w[j]
    return y_hat

# %% right (4 of 4) | one row after another | loop_over_rows
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    rows = []
    for x in X:
        rows.append(torch.dot(x, self.w.flatten()) + self.b)
    return torch.stack(rows)

# %% right (4 of 4) | torch.matmul | matmul
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.matmul(X, self.w) + self.b

# %% right (4 of 4) | a product with a flat vector, shaped into a column | matrix_vector
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (torch.mv(X, self.w[:, 0]) + self.b).unsqueeze(1)

# %% right (4 of 4) | the @ operator, the bias first | operator
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.b + X @ self.w

# %% right (4 of 4) | multiply by the weights as a row, and sum | row_sums
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X * self.w.T).sum(dim=1, keepdim=True) + self.b

# %% right (4 of 4) | a contraction over the last axis | tensordot
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.tensordot(X, self.w, dims=1).add(self.b)

# %% right (4 of 4) | everything transposed | transposed
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (self.w.T @ X.T + self.b).T

# %% wrong (3 of 4) | nothing flows back to X | X_cut
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    features = torch.tensor(X.tolist())
    return features @ self.w + self.b

# %% wrong (0 of 4) | a variable of the notebook stands in the place of self | another_model
model = LinearRegressionScratch(2, lr=0.1)


@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ model.w + model.b

# %% wrong (3.5 of 4) | nothing flows back to the bias | b_item
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w + self.b.item()

# %% wrong (1 of 4) | the bias is added to the features | bias_before_product
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X + self.b) @ self.w

# %% wrong (2 of 4) | the bias is added to the first row only | bias_in_first_row
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w
    y_hat[0] += self.b
    return y_hat

# %% wrong (1.5 of 4) | the bias is subtracted | bias_subtracted
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w - self.b

# %% wrong (0 of 4) | the bias is a factor | bias_times
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w * self.b

# %% wrong (1.5 of 4) | the bias is added twice | bias_twice
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w + self.b
    return y_hat + self.b

# %% wrong (0.5 of 4) | the features are centred first | centred
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X - X.mean(dim=0)) @ self.w + self.b

# %% wrong (1 of 4) | X is changed in place | changes_X
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    X *= self.w.detach().T
    return X.sum(dim=1, keepdim=True) + self.b + 0 * self.w.sum()

# %% wrong (1 of 4) | the weights shrink a little with every prediction | changes_w
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w + self.b
    with torch.no_grad():
        self.w *= 0.9
    return y_hat.clone()

# %% wrong (2 of 4) | nothing flows back to either parameter | detached
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    with torch.no_grad():
        return X @ self.w + self.b

# %% wrong (2 of 4) | nothing is summed over the features | elementwise
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X * self.w.T + self.b

# %% wrong (0 of 4) | X and w meet entry by entry, not as matrices | entry_by_entry
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X * self.w + self.b

# %% wrong (0 of 4) | only minibatches of 32 rows fit | fixed_batch
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w).reshape(32, 1) + self.b

# %% wrong (0 of 4) | the result has shape (n,) | flat
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w + self.b).squeeze(1)

# %% wrong (2 of 4) | the result is float64 | float64
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X.double() @ self.w.double() + self.b

# %% wrong (1 of 4) | the mean over the features stands in the place of their sum | mean_over_features
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X * self.w.T).mean(dim=1, keepdim=True) + self.b

# %% wrong (0.5 of 4) | the sign of the weighted sum is wrong | negated
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.b - X @ self.w

# %% wrong (1.5 of 4) | the bias is forgotten | no_bias
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w

# %% wrong (0 of 4) | the bias is forgotten and the result has shape (n,) | no_bias_flat
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w).flatten()

# %% wrong (2 of 4) | noise is added to the prediction | noise
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w + self.b + 0.1 * (0.5 + torch.rand(len(X), 1))

# %% wrong (0 of 4) | nothing is returned | nothing_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X @ self.w
    y_hat = y_hat + self.b

# %% wrong (0 of 4) | the result is a NumPy array | numpy
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X.numpy() @ self.w.detach().numpy() + self.b.detach().numpy()

# %% wrong (1.5 of 4) | with one feature the axis of the features is lost | one_feature_squeezed
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    weights = self.w.squeeze()
    return (X * weights).squeeze().sum(-1).reshape(len(X), 1) + self.b

# %% wrong (3.5 of 4) | one feature is taken for one row | one_feature_transposed
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    if X.shape[1] == 1:
        X = X.T
    return (X * self.w.T).sum(dim=1, keepdim=True) + self.b

# %% wrong (2 of 4) | nothing flows back to w, b and X | parameters_detached
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    y_hat = X.detach() @ self.w.detach() + self.b.detach()
    return y_hat

# %% wrong (1.5 of 4) | all models use the parameters of the first | parameters_of_the_first
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    cls = LinearRegressionScratch
    if not hasattr(cls, "parameters_kept"):
        cls.parameters_kept = self.w, self.b
    w, b = cls.parameters_kept
    return X @ w + b

# %% wrong (2 of 4) | the first prediction is kept and returned again | remembers
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    if not hasattr(self, "y_hat"):
        self.y_hat = X @ self.w + self.b
    return self.y_hat

# %% wrong (0.5 of 4) | the result is a row | row
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X @ self.w + self.b).T

# %% wrong (0 of 4) | self is missing among the arguments | self_missing
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(X):
    return X @ LinearRegressionScratch.w + LinearRegressionScratch.b

# %% wrong (0.5 of 4) | the sum goes over the examples as well | summed_over_rows
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return (X * self.w.T).sum() + self.b

# %% wrong (0 of 4) | X meets w transposed, which does not fit | transposed_weights
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return torch.matmul(X, self.w.T) + self.b

# %% wrong (0 of 4) | only the first two features count | two_inputs
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X[:, 0:1] * self.w[0] + X[:, 1:2] * self.w[1] + self.b

# %% wrong (3.5 of 4) | nothing flows back to the weights | w_data
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return X @ self.w.data + self.b

# %% wrong (0 of 4) | w comes before X in the product, which does not fit | weights_first
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.w @ X + self.b

# %% wrong (0 of 4) | a row of weights times X does not fit | weights_transposed
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    return self.w.T @ X + self.b

# %% wrong (1.5 of 4) | w is squeezed, so that with one feature it has no axis left | weights_without_axis
@d2l.add_to_class(LinearRegressionScratch)  #@save
def forward(self, X):
    weights = torch.squeeze(self.w)
    return torch.matmul(X, weights).unsqueeze(1) + self.b
