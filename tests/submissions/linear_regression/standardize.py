# %% right (7 of 7) | sums of squares divided by m - 1 | by_formula
def standardize(X_train, X):  #@save
    m = X_train.shape[0]
    mean = X_train.sum(dim=0) / m
    variance = ((X_train - mean) ** 2).sum(dim=0) / (m - 1)
    result = torch.zeros_like(X)
    for j in range(X.shape[1]):
        if len(X_train[:, j].unique()) > 1:
            result[:, j] = (X[:, j] - mean[j]) / variance[j] ** 0.5
    return result


# %% right (7 of 7) | columns whose least and largest entry agree | least_and_largest
def standardize(X_train, X):  #@save
    low, high = X_train.aminmax(dim=0)
    Z = (X - X_train.mean(dim=0)) / X_train.std(dim=0)
    Z[:, low == high] = 0
    return Z


# %% right (7 of 7) | Python loops and the statistics module | loops
import statistics


def standardize(X_train: torch.Tensor, X: torch.Tensor) -> torch.Tensor:  #@save
    columns = []
    for train, column in zip(X_train.T.tolist(), X.T.tolist()):
        mean, deviation = statistics.fmean(train), statistics.stdev(train)
        if max(train) == min(train):
            columns.append([0.0] * len(column))
        else:
            columns.append([(x - mean) / deviation for x in column])
    return torch.tensor(columns).T


# %% right (7 of 7) | multiplied by an inverse that is zero for constant columns | nan_replaced
def standardize(X_train, X):  #@save
    spread, mean = torch.std_mean(X_train, dim=0)
    inverse = (1 / spread).nan_to_num(posinf=0.0)
    print("constant columns:", int((inverse == 0).sum()))
    return (X - mean) * inverse


# %% right (7 of 7) | NumPy with ddof=1, back to float32 | numpy
import numpy as np


def standardize(X_train, X):  #@save
    train, rows = X_train.numpy().astype(np.float64), X.numpy()
    mean, std = train.mean(axis=0), train.std(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        Z = np.where(std > 1e-12, (rows - mean) / std, 0.0)
    return torch.from_numpy(Z.astype(np.float32))


# %% right (7 of 7) | constant columns divided by one and masked | safe_divisor
def standardize(X_train, X):  #@save
    mean = torch.mean(X_train, dim=0, keepdim=True)
    std = torch.std(X_train, dim=0, keepdim=True)
    constant = (X_train == X_train[:1]).all(dim=0)
    std[:, constant] = 1
    Z = (X - mean) / std
    Z[:, constant] = 0
    return Z


# %% right (7 of 7) | torch.where on equal columns | where
def standardize(X_train, X):  #@save
    """Standardise X with the statistics of X_train."""
    mean, std = X_train.mean(0), X_train.std(0)
    varies = (X_train != X_train[0]).any(dim=0)
    return torch.where(varies, (X - mean) / std, torch.zeros(()))


# %% right (7 of 7) | a range of zero for constant columns, in place on a copy | zero_range
def standardize(X_train, X):  #@save
    Z = X.clone()
    Z -= X_train.mean(dim=0)
    varies = X_train.max(dim=0).values > X_train.min(dim=0).values
    std = X_train.var(dim=0, unbiased=True).sqrt()
    Z /= std + (~varies)
    Z *= varies
    return Z


# %% wrong (0 of 7) | statistics come from training rows and new rows together | all_rows
def standardize(X_train, X):  #@save
    rows = torch.cat([X_train, X])
    mean, std = rows.mean(dim=0), rows.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (0 of 7) | all rows give the statistics, and a constant column is not handled | all_rows_nan
def standardize(X_train, X):  #@save
    everything = torch.vstack([X_train, X])
    return (X - everything.mean(dim=0)) / everything.std(dim=0)


# %% wrong (1 of 7) | the standard deviation is the biased one, with divisor m | biased
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0, correction=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (1 of 7) | the biased deviation is taken and compared with zero | biased_compared
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.std(dim=0, unbiased=False)
    Z = (X - centre) / deviation
    Z[:, deviation == 0] = 0
    return Z


# %% wrong (1 of 7) | the biased deviation is taken, and a constant column becomes NaN | biased_nan
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.std(dim=0, unbiased=False)
    return (X - centre) / deviation


# %% wrong (4 of 7) | the deviation is kept from being small, and a constant column is only centred | clamped
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.std(dim=0)
    return (X - centre) / deviation.clamp(min=1e-8)


# %% wrong (4 of 7) | a constant column is left out | column_dropped
def standardize(X_train, X):  #@save
    varies = (X_train != X_train[0]).any(dim=0)
    return ((X - X_train.mean(dim=0)) / X_train.std(dim=0))[:, varies]


# %% wrong (3 of 7) | columns count as constant by the new rows | constant_in_new_rows
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X == X[0]).all(dim=0)
    return torch.where(constant, 0, (X - centre) / deviation)


# %% wrong (5 of 7) | a computed deviation is compared with zero, which rounding prevents | deviation_is_zero
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    return torch.where(std == 0, 0, (X - mean) / std)


# %% wrong (4 of 7) | a small number below the fraction makes a constant column huge | epsilon
def standardize(X_train, X):  #@save
    return (X - X_train.mean(dim=0)) / (X_train.std(dim=0) + 1e-8)


# %% wrong (3 of 7) | a small number is added to every deviation | epsilon_in_all
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.std(dim=0)
    return (X - centre) / (deviation + 1e-5)


# %% wrong (3 of 7) | a small number is added to the variance | epsilon_inside_root
def standardize(X_train, X):  #@save
    centre, variance = X_train.mean(dim=0), X_train.var(dim=0)
    return (X - centre) / torch.sqrt(variance + 1e-8)


# %% wrong (0 of 7) | the result is float64 | float64
def standardize(X_train, X):  #@save
    X_train, X = X_train.double(), X.double()
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - X_train.mean(dim=0)) / X_train.std(dim=0))


# %% wrong (2 of 7) | the new rows are changed in place | in_place
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X -= mean
    X /= std
    X[:, constant] = 0
    return X


# %% wrong (6 of 7) | columns that vary little count as constant | little_is_nothing
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    return torch.where(std < 1e-3, 0, (X - mean) / std)


# %% wrong (5 of 7) | the mean is compared with the entries, which rounding prevents | mean_is_entry
def standardize(X_train, X):  #@save
    mean = X_train.mean(dim=0)
    constant = (X_train == mean).all(dim=0)
    return torch.where(constant, 0, (X - mean) / X_train.std(dim=0))


# %% wrong (0 of 7) | the range from 0 to 1 stands in the place of mean and deviation | min_max
def standardize(X_train, X):  #@save
    low, high = X_train.min(dim=0).values, X_train.max(dim=0).values
    return torch.where(high == low, 0, (X - low) / (high - low))


# %% wrong (0 of 7) | the range from 0 to 1 is taken, and a constant column is not handled | min_max_nan
def standardize(X_train, X):  #@save
    low, high = X_train.min(dim=0).values, X_train.max(dim=0).values
    return (X - low) / (high - low)


# %% wrong (4 of 7) | a constant column becomes NaN or infinite | nan
def standardize(X_train, X):  #@save
    return (X - X_train.mean(dim=0)) / X_train.std(dim=0)


# %% wrong (5 of 7) | what is not a number becomes zero, but rounding makes a deviation that is not | nan_to_num
def standardize(X_train, X):  #@save
    Z = (X - X_train.mean(dim=0)) / X_train.std(dim=0)
    return torch.nan_to_num(Z, nan=0.0, posinf=0.0, neginf=0.0)


# %% wrong (4 of 7) | a constant column is centred, but not zero | not_zero
def standardize(X_train, X):  #@save
    std = X_train.std(dim=0)
    return (X - X_train.mean(dim=0)) / torch.where(std == 0, 1, std)


# %% wrong (0 of 7) | nothing is returned | nothing_returned
def standardize(X_train, X):  #@save
    Z = (X - X_train.mean(dim=0)) / X_train.std(dim=0)
    Z[:, (X_train == X_train[0]).all(dim=0)] = 0


# %% wrong (1 of 7) | a single mean and deviation serve for all columns | one_number
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - X_train.mean()) / X_train.std())


# %% wrong (1 of 7) | one mean and one deviation serve for all columns, constant or not | one_number_nan
def standardize(X_train, X):  #@save
    centre, deviation = torch.mean(X_train), torch.std(X_train)
    return (X - centre) / deviation


# %% wrong (4 of 7) | a constant column becomes one | ones
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 1, (X - X_train.mean(dim=0)) / X_train.std(dim=0))


# %% wrong (1 of 7) | the mean is subtracted, but nothing divided | only_centred
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, X - X_train.mean(dim=0))


# %% wrong (1 of 7) | the mean is subtracted and nothing else is done | only_centred_all
def standardize(X_train, X):  #@save
    return X - X_train.mean(dim=0, keepdim=True)


# %% wrong (0 of 7) | rows are divided by the deviation, but not centred | only_scaled
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, X / X_train.std(dim=0))


# %% wrong (1 of 7) | the rows' own statistics are taken, and their deviation is compared with zero | own_compared
def standardize(X_train, X):  #@save
    centre, deviation = torch.mean(X, dim=0), torch.std(X, dim=0)
    Z = (X - centre) / deviation
    Z[:, deviation == 0] = 0
    return Z


# %% wrong (2 of 7) | the standard deviation is that of the rows themselves | own_deviation
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (1 of 7) | the mean is that of the rows themselves | own_mean
def standardize(X_train, X):  #@save
    mean, std = X.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (1 of 7) | the rows' own statistics are taken, and nothing is done for a constant column | own_nan
def standardize(X_train, X):  #@save
    return (X - torch.mean(X, dim=0)) / torch.std(X, dim=0)


# %% wrong (1 of 7) | the statistics are those of the rows themselves, not of the training rows | own_statistics
def standardize(X_train, X):  #@save
    mean, std = X.mean(dim=0), X.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (0 of 7) | the statistics are those of the rows, not of the columns | rows
def standardize(X_train, X):  #@save
    return (X - X.mean(dim=1, keepdim=True)) / X.std(dim=1, keepdim=True)


# %% wrong (5 of 7) | the sum of squares is compared with zero, which rounding prevents | squares_are_zero
def standardize(X_train, X):  #@save
    centred = X_train - X_train.sum(dim=0) / len(X_train)
    squares = (centred ** 2).sum(dim=0)
    Z = (X - X_train.mean(dim=0)) / (squares / (len(X_train) - 1)).sqrt()
    Z[:, squares == 0] = 0
    return Z


# %% wrong (2 of 7) | the training rows are changed in place | training_rows_changed
def standardize(X_train, X):  #@save
    mean = X_train.mean(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X_train -= mean
    return torch.where(constant, 0, (X - mean) / X_train.std(dim=0))


# %% wrong (1 of 7) | the training rows are returned, standardised | training_rows_returned
def standardize(X_train, X):  #@save
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X_train - X_train.mean(dim=0)) / X_train.std(dim=0))


# %% wrong (1 of 7) | rows are divided by the variance | variance
def standardize(X_train, X):  #@save
    mean, variance = X_train.mean(dim=0), X_train.var(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    return torch.where(constant, 0, (X - mean) / variance)


# %% wrong (1 of 7) | rows are divided by the variance, which is compared with zero | variance_compared
def standardize(X_train, X):  #@save
    centre, deviation = X_train.mean(dim=0), X_train.var(dim=0)
    Z = (X - centre) / deviation
    Z[:, deviation == 0] = 0
    return Z


# %% wrong (1 of 7) | rows are divided by the variance, and a constant column becomes NaN | variance_nan
def standardize(X_train, X):  #@save
    return (X - X_train.mean(dim=0)) / X_train.var(dim=0)


# %% wrong (4 of 7) | constant columns of the training rows are set to zero | constant_column_changed
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X_train[:, constant] = 0
    return torch.where(constant, 0, (X - mean) / std)


# %% wrong (2 of 7) | no more rows come back than there are training rows | rows_beyond_training_lost
def standardize(X_train, X):  #@save
    mean, std = X_train.mean(dim=0), X_train.std(dim=0)
    constant = (X_train == X_train[0]).all(dim=0)
    X = X[:len(X_train)]
    return torch.where(constant, 0, (X - mean) / std)
