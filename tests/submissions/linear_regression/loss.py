# %% right (6 of 6) | smooth where the error is zero, with torch.abs | absolute_squared
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (torch.abs(y_hat - y) ** 2).mean() / 2

# %% right (6 of 6) | type hints, a print and a warning | chatty
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
    """My loss."""
    import warnings

    squares: torch.Tensor = torch.square(torch.subtract(y_hat, y))
    result = torch.sum(squares) / 2 / squares.shape[0]
    warnings.warn("loss computed")
    print(f"loss = {result.item():.3f}")
    return result

# %% right (6 of 6) | the dot product of the errors with themselves | dot_product
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = (y_hat - y).flatten()
    return torch.dot(e, e) / len(e) / 2

# %% right (6 of 6) | einsum | einsum
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return torch.einsum('no,no->', e, e) * 0.5 / e.size(0)

# %% right (6 of 6) | in place, on a tensor of its own | in_place_on_copy
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    error = y_hat.clone()
    error -= y
    return error.mul(error).div(2).mean()

# %% right (6 of 6) | a list of losses, stacked | list
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    losses = [(a - b) ** 2 / 2 for a, b in zip(y_hat, y)]
    return torch.cat(losses).mean()

# %% right (6 of 6) | one example after another | loop
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    total = 0.0
    for i in range(len(y)):
        total = total + (y_hat[i, 0] - y[i, 0]) * (y_hat[i, 0] - y[i, 0]) / 2
    return total / len(y)

# %% right (6 of 6) | a row times a column, without its axes | matrix_product
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return (e.T @ e).squeeze() / (2 * e.numel())

# %% right (6 of 6) | halved squares, then mean | mean
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    l = (y_hat - y) ** 2 / 2
    return l.mean()

# %% right (6 of 6) | the squared norm | norm
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.linalg.norm(y_hat - y) ** 2 / (2 * len(y_hat))

# %% right (6 of 6) | y is brought into the shape of y_hat first | reshaped
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    l = (y_hat - y.reshape(y_hat.shape)) ** 2 / 2
    return l.mean()

# %% right (6 of 6) | sum divided by the number of rows | sum_over_n
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    n = y.shape[0]
    return (y_hat - y).square().sum() / (2 * n)

# %% right (6 of 6) | the other order, torch.pow, torch.mean | target_minus_prediction
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.mean(0.5 * torch.pow(y - y_hat, 2))

# %% right (6 of 6) | a mean over each axis | two_means
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (0.5 * (y_hat - y) ** 2).mean(dim=0).mean()

# %% right (6 of 6) | variance plus squared mean | variance
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = y_hat - y
    return (e.var(correction=0) + e.mean() ** 2) / 2

# %% wrong (0 of 6) | errors are taken absolute instead of squared | absolute
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y).abs().mean()

# %% wrong (0 of 6) | half the mean absolute error is taken | absolute_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    error = torch.abs(y_hat - y)
    return torch.mean(error) / 2

# %% wrong (1 of 6) | every prediction meets every target | broadcast
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y.flatten()) ** 2 / 2).mean()

# %% wrong (2 of 6) | the errors are computed in place, in y | changes_y
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    y -= y_hat
    return (y ** 2 / 2).mean()

# %% wrong (2 of 6) | the errors are computed in place, in y_hat | changes_y_hat
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    y_hat.data -= y
    return (y_hat ** 2 / 2).mean()

# %% wrong (2 of 6) | the loss is cut off from the predictions | detached
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.detach() - y) ** 2 / 2).mean()

# %% wrong (0 of 6) | squares are subtracted instead of errors squared | difference_of_squares
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat ** 2 - y ** 2).mean() / 2

# %% wrong (0 of 6) | the sum is divided by 32, whatever n is | fixed_batch
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).sum() / 32

# %% wrong (3 of 6) | the result is float64 | float64
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.double() - y.double()) ** 2 / 2).mean()

# %% wrong (0 of 6) | large errors count less than their squares | huber
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    e = (y_hat - y).abs()
    return torch.where(e < 1, e ** 2 / 2, e - 0.5).mean()

# %% wrong (0 of 6) | a Python number is returned instead of a tensor | item
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean().item()

# %% wrong (3 of 6) | the result has shape (1,) | keeps_an_axis
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean(dim=0)

# %% wrong (0 of 6) | the squares are not halved and the result has shape (1,) | keeps_an_axis_not_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    squares = (y_hat - y).square()
    return squares.mean(dim=0)

# %% wrong (0 of 6) | the mean goes over the wrong axis | mean_over_last_axis
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean(dim=1)

# %% wrong (1 of 6) | the median stands in the place of the mean | median
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).median()

# %% wrong (0 of 6) | the sum is divided by n - 1 | n_minus_one
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).sum() / (len(y) - 1)

# %% wrong (3 of 6) | an error of exactly zero makes the gradient NaN | nan_at_zero
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    distance = ((y_hat - y) ** 2).sqrt()
    return distance.pow(2).mean() / 2

# %% wrong (0 of 6) | the sign of the loss is wrong | negative
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return -((y_hat - y) ** 2 / 2).mean()

# %% wrong (0 of 6) | the squares are not halved | not_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2).mean()

# %% wrong (0 of 6) | there is one loss for each row | not_reduced
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y) ** 2 / 2

# %% wrong (0 of 6) | there is one loss for each row, and it is not halved | not_reduced_not_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y) ** 2

# %% wrong (0 of 6) | errors are not squared | not_squared
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y).mean() / 2

# %% wrong (0 of 6) | errors are neither squared nor halved | not_squared_not_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.mean(y_hat - y)

# %% wrong (0 of 6) | nothing is returned | nothing_returned
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    print(((y_hat - y) ** 2 / 2).mean())

# %% wrong (0 of 6) | a NumPy number is returned | numpy
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat.detach().numpy() - y.numpy()) ** 2 / 2).mean()

# %% wrong (5 of 6) | a single row makes the loss NaN | one_row_nan
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    error = y_hat - y
    rows = len(error)
    return (error.var() * (rows - 1) / rows + error.mean() ** 2) / 2

# %% wrong (0 of 6) | the loss is halved once too often | quartered
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (((y_hat - y) / 2) ** 2).mean()

# %% wrong (0 of 6) | the root of the mean square is taken | root
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean().sqrt()

# %% wrong (0 of 6) | half the root of the mean square is taken | root_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    mean_square = ((y_hat - y) ** 2).mean()
    return mean_square ** 0.5 / 2

# %% wrong (5 of 6) | the number of rows comes from outside | rows_of_the_notebook
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2).sum() / (2 * n)

# %% wrong (1 of 6) | the mean error is squared, not each error | square_of_mean
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return (y_hat - y).mean() ** 2 / 2

# %% wrong (1 of 6) | the sum stands in the place of the mean | sum
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).sum()

# %% wrong (0 of 6) | the squares are added up, neither halved nor averaged | sum_not_halved
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return torch.sum((y_hat - y) ** 2)

# %% wrong (0 of 6) | prediction and target are added | sum_of_both
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat + y) ** 2 / 2).mean()

# %% wrong (3 of 6) | the squared weights are added | weight_decay
@d2l.add_to_class(LinearRegressionScratch)  #@save
def loss(self, y_hat, y):
    return ((y_hat - y) ** 2 / 2).mean() + 0.5 * (self.w ** 2).sum()
