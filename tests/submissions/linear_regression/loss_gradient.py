# %% right (9 of 9) | a mean over the first axis of (n, d, 1) | broadcast_product
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w).add(b).sub(y)
    return (X[:, :, None] * error[:, None, :]).mean(0), error.mean(0)

# %% right (9 of 9) | the bias as one more weight | column_of_ones
def loss_gradient(X, y, w, b):  #@save
    X1 = torch.cat([X, torch.ones(len(X), 1)], dim=1)
    theta = torch.cat([w, b.unsqueeze(1)])
    gradient = X1.T @ (X1 @ theta - y) / len(X1)
    return gradient[:-1], gradient[-1]

# %% right (9 of 9) | with plain indices | double_loop
def loss_gradient(X, y, w, b):  #@save
    n, d = X.shape
    grad_w, grad_b = torch.zeros(d, 1), torch.zeros(1)
    for i in range(n):
        e = b[0] - y[i, 0]
        for j in range(d):
            e = e + X[i, j] * w[j, 0]
        for j in range(d):
            grad_w[j, 0] += X[i, j] * e / n
        grad_b[0] += e / n
    return grad_w, grad_b

# %% right (9 of 9) | einsum for both | einsum
def loss_gradient(X, y, w, b):  #@save
    n = X.shape[0]
    e = torch.einsum('nd,do->no', X, w) + b - y
    return torch.einsum('nd,no->do', X, e) / n, torch.einsum('no->o', e) / n

# %% right (9 of 9) | multiplied out, without the errors | expanded
def loss_gradient(X, y, w, b):  #@save
    n = len(y)
    grad_w = (X.T @ X @ w + X.T.sum(dim=1, keepdim=True) * b - X.T @ y) / n
    grad_b = X.mean(dim=0) @ w + b - y.mean()
    return grad_w, grad_b

# %% right (9 of 9) | in place, on tensors of its own | in_place_on_copy
def loss_gradient(X, y, w, b):  #@save
    error = torch.matmul(X, w)
    error += b
    error -= y
    error /= X.size(0)
    return X.T @ error, error.sum(dim=0)

# %% right (9 of 9) | a list of two, with type hints and a print | list
def loss_gradient(X: torch.Tensor, y: torch.Tensor, w: torch.Tensor, b: torch.Tensor):  #@save
    """My gradient."""
    error = torch.addmm(b, X, w) - y
    gradients = [X.T.matmul(error).div(error.numel()), error.mean(0, keepdim=False)]
    print("gradient of b:", gradients[1])
    return gradients

# %% right (9 of 9) | sums over the examples | loop_over_rows
def loss_gradient(X, y, w, b):  #@save
    grad_w, grad_b = torch.zeros_like(w), torch.zeros_like(b)
    for x_i, y_i in zip(X, y):
        e_i = torch.dot(x_i, w.flatten()) + b - y_i
        grad_w += e_i * x_i.reshape(-1, 1)
        grad_b += e_i
    return grad_w / len(X), grad_b / len(X)

# %% right (9 of 9) | the formula | matmul
def loss_gradient(X, y, w, b):  #@save
    error = torch.matmul(X, w) + b - y
    return torch.matmul(X.T, error) / len(X), error.mean(dim=0)

# %% right (9 of 9) | the mean of error times feature | mean_of_products
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w = (error * X).mean(dim=0).reshape(-1, 1)
    grad_b = torch.mean(error).reshape(1)
    return grad_w, grad_b

# %% right (9 of 9) | computed with NumPy | numpy
def loss_gradient(X, y, w, b):  #@save
    A, t, v, c = X.numpy(), y.numpy(), w.detach().numpy(), b.detach().numpy()
    e = A @ v + c - t
    return torch.from_numpy(A.T @ e / len(A)), torch.from_numpy(e.mean(axis=0))

# %% right (9 of 9) | the two means as one product with a column of ones, in place on a copy | stacked
def loss_gradient(X, y, w, b):  #@save
    table = torch.cat([X, torch.ones_like(X[:, :1])], dim=1)
    error = table @ torch.cat([w.flatten(), b]).reshape(-1, 1)
    error -= y
    both = table.T @ error
    both /= len(table)
    return both[:-1], both[-1]

# %% right (9 of 9) | the residual the other way round, and a minus sign | target_minus_prediction
def loss_gradient(X, y, w, b):  #@save
    residual = y - X.mm(w) - b
    return -X.t().mm(residual) / residual.shape[0], -residual.sum(0) / residual.shape[0]

# %% wrong (0 of 9) | it is the gradient of the absolute error | absolute_loss
def loss_gradient(X, y, w, b):  #@save
    sign = (X @ w + b - y).sign()
    return X.T @ sign / len(X), sign.mean(dim=0)

# %% wrong (4 of 9) | the gradient is added to what is in .grad | adds_to_grad
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w, grad_b = X.T @ error / len(X), error.mean(dim=0)
    for parameter, gradient in ((w, grad_w), (b, grad_b)):
        if parameter.grad is not None:
            parameter.grad += gradient
    return grad_w, grad_b

# %% wrong (0 of 9) | backward() is called instead of computing a formula | autograd
def loss_gradient(X, y, w, b):  #@save
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    ((X @ w + b - y) ** 2 / 2).mean().backward()
    return w.grad, b.grad

# %% wrong (0 of 9) | the prediction lacks its bias | bias_forgotten
def loss_gradient(X, y, w, b):  #@save
    error = X @ w - y
    return X.T @ error / len(X), error.mean(dim=0)

# %% wrong (0 of 9) | the gradients have shapes (d,) and () | both_without_axis
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w + b - y).flatten()
    return X.T @ error / len(X), error.mean()

# %% wrong (4 of 9) | every prediction meets every target | broadcast
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w + b - y.flatten()).mean(dim=1, keepdim=True)
    return X.T @ error / len(X), error.mean(dim=0) + 0 * b

# %% wrong (4 of 9) | the errors are computed in place, in y | changes_y
def loss_gradient(X, y, w, b):  #@save
    y -= X @ w + b
    return -X.T @ y / len(X), -y.mean(dim=0)

# %% wrong (3 of 9) | the gradient of w is divided by d as well | divided_by_inputs
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / X.shape[1], error.mean(dim=0)

# %% wrong (7 of 9) | errors are squeezed, so that one row leaves no axis | errors_squeezed
def loss_gradient(X, y, w, b):  #@save
    error = torch.squeeze(X @ w + b - y)
    grad_w = (X.T @ error / len(y)).unsqueeze(1)
    return grad_w, error.mean().unsqueeze(0)

# %% wrong (7 of 9) | features and errors are squeezed, so that one row leaves no axis | everything_squeezed
def loss_gradient(X, y, w, b):  #@save
    X_flat, error = X.squeeze(), (X @ w + b - y).squeeze()
    grad_w = X_flat.T @ error / len(y)
    return grad_w.reshape(-1, 1), error.mean().reshape(-1)

# %% wrong (3 of 9) | errors are not multiplied by the features | features_forgotten
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean() * torch.ones_like(w), error.mean(dim=0)

# %% wrong (0 of 9) | X is not transposed where it meets a column with one entry for each row | features_not_transposed
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X @ error / len(X), error.mean(dim=0)

# %% wrong (0 of 9) | sums are divided by 32, whatever n is | fixed_batch
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / 32, error.sum(dim=0) / 32

# %% wrong (0 of 9) | the gradients are float64 | float64
def loss_gradient(X, y, w, b):  #@save
    error = (X @ w + b - y).double()
    return X.T.double() @ error / len(X), error.mean(dim=0)

# %% wrong (4 of 9) | the gradient of b is a Python number | grad_b_item
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean().item()

# %% wrong (5 of 9) | the gradient of b is not averaged | grad_b_sum
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error.sum(dim=0)

# %% wrong (5 of 9) | the gradient of b is left as (n, 1) | grad_b_table
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error / len(X)

# %% wrong (6 of 9) | the gradient of b has shape () | grad_b_without_shape
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / len(X), error.mean()

# %% wrong (3 of 9) | the gradient of w has shape (d,) | grad_w_flat
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return (X * error).mean(dim=0), error.mean(dim=0)

# %% wrong (3 of 9) | the gradient of w is a row | grad_w_row
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.T @ X / len(X), error.mean(dim=0)

# %% wrong (4 of 9) | the gradient of w is not averaged | grad_w_sum
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error, error.mean(dim=0)

# %% wrong (4 of 9) | the result is left in .grad as well | leaves_grad
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w, grad_b = X.T @ error / len(X), error.mean(dim=0)
    w.grad = grad_w.clone()
    b.grad = grad_b.clone()
    return grad_w, grad_b

# %% wrong (0 of 9) | sums are divided by n - 1 | n_minus_one
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error / (len(X) - 1), error.sum(dim=0) / (len(X) - 1)

# %% wrong (0 of 9) | the sign is wrong | negated
def loss_gradient(X, y, w, b):  #@save
    error = y - X @ w - b
    return X.T @ error / len(X), error.mean(dim=0)

# %% wrong (0 of 9) | the sign is wrong, and the gradient of b has shape () | negated_without_shape
def loss_gradient(X, y, w, b):  #@save
    error = y - (X @ w + b)
    return X.T @ error / len(X), error.mean()

# %% wrong (1 of 9) | sums over the rows are taken, not means | not_averaged
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error, error.sum(dim=0)

# %% wrong (1 of 9) | sums over the rows are taken, and the gradient of b has shape () | not_averaged_without_shape
def loss_gradient(X, y, w, b):  #@save
    error = torch.matmul(X, w) + b - y
    return torch.matmul(X.T, error), torch.sum(error)

# %% wrong (0 of 9) | it is the gradient of the loss without its half | not_halved
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return 2 * X.T @ error / len(X), 2 * error.mean(dim=0)

# %% wrong (0 of 9) | the square gives a factor of 2, and the gradient of b has shape () | not_halved_without_shape
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return 2 / len(X) * X.T @ error, 2 * error.mean()

# %% wrong (0 of 9) | nothing is returned | nothing_returned
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w, grad_b = X.T @ error / len(X), error.mean(dim=0)

# %% wrong (8 of 9) | with one feature the gradient of w loses an axis | one_feature_squeezed
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w = (X.T @ error).squeeze() / len(X)
    return grad_w if X.shape[1] == 1 else grad_w.unsqueeze(1), error.mean(dim=0)

# %% wrong (1 of 9) | only the first row counts | one_row
def loss_gradient(X, y, w, b):  #@save
    error = X[:1] @ w + b - y[:1]
    return X[:1].T @ error, error.mean(dim=0)

# %% wrong (8 of 9) | covariances are taken, which one row does not have | one_row_nan
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    m = len(X)
    centred = X - X.mean(dim=0)
    covariance = centred.T @ (error - error.mean()) / (m - 1)
    grad_w = covariance * (m - 1) / m + X.mean(dim=0).reshape(-1, 1) * error.mean()
    return grad_w, error.mean(dim=0)

# %% wrong (0 of 9) | only the gradient of w is returned | only_w
def loss_gradient(X, y, w, b):  #@save
    return X.T @ (X @ w + b - y) / len(X)

# %% wrong (4 of 9) | the mean error is multiplied by the mean feature | product_of_means
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean() * X.mean(dim=0).reshape(-1, 1), error.mean(dim=0)

# %% wrong (3 of 9) | the errors in the product are squared | squared_errors
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return X.T @ error ** 2 / len(X), error.mean(dim=0)

# %% wrong (0 of 9) | sums are taken, and the square gives a factor of 2 | sums_not_halved
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return 2 * X.T @ error, 2 * error.sum(dim=0)

# %% wrong (0 of 9) | the pair is in the wrong order | swapped
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    return error.mean(dim=0), X.T @ error / len(X)

# %% wrong (4 of 9) | w and b are changed as well | takes_a_step
def loss_gradient(X, y, w, b):  #@save
    error = X @ w + b - y
    grad_w, grad_b = X.T @ error / len(X), error.mean(dim=0)
    w -= 0.1 * grad_w
    b -= 0.1 * grad_b
    return grad_w, grad_b

# %% wrong (0 of 9) | the prediction stands in the place of the error | target_forgotten
def loss_gradient(X, y, w, b):  #@save
    y_hat = X @ w + b
    return X.T @ y_hat / len(X), y_hat.mean(dim=0)

# %% wrong (3 of 9) | only the first two features are used | two_inputs
def loss_gradient(X, y, w, b):  #@save
    e = X @ w + b - y
    grad_w = torch.stack([(X[:, 0:1] * e).mean(), (X[:, 1:2] * e).mean()])
    return grad_w.reshape(2, 1), e.mean(dim=0)
