# %% right (0 of 0) | in place, on a copy | in_place_on_copy
def warm_up(x, y):  #@save
    result = y.clone()
    result *= 2
    result += x
    return result

# %% right (0 of 0) | entry by entry, with a print | loop
def warm_up(x, y):  #@save
    result = torch.zeros_like(x)
    for i in range(x.shape[0]):
        for j in range(x.shape[1]):
            result[i, j] = x[i, j] + y[i, j] + y[i, j]
    print(result)
    return result

# %% right (0 of 0) | methods, with a factor for what is added | methods
def warm_up(x, y):  #@save
    return x.add(y, alpha=2)

# %% right (0 of 0) | operators | operators
def warm_up(x, y):  #@save
    return x + 2 * y

# %% wrong (0 of 0) | the sum is doubled | both_doubled
def warm_up(x, y):  #@save
    return 2 * (x + y)

# %% wrong (0 of 0) | x is changed in place | changes_x
def warm_up(x, y):  #@save
    return x.add_(2 * y)

# %% wrong (0 of 0) | only the first column is right | first_column_only
def warm_up(x, y):  #@save
    result = x.clone()
    result[:, 0] += 2 * y[:, 0]
    return result

# %% wrong (0 of 0) | the result is float64 | float64
def warm_up(x, y):  #@save
    return x.double() + 2 * y

# %% wrong (0 of 0) | y is not doubled | not_doubled
def warm_up(x, y):  #@save
    return x + y

# %% wrong (0 of 0) | x is doubled instead of y | other_doubled
def warm_up(x, y):  #@save
    return 2 * x + y

# %% wrong (0 of 0) | nothing is returned | printed
def warm_up(x, y):  #@save
    print(x + 2 * y)

# %% wrong (0 of 0) | y is squared instead of doubled | squared
def warm_up(x, y):  #@save
    return x + y ** 2

# %% wrong (0 of 0) | twice y is subtracted | subtracted
def warm_up(x, y):  #@save
    return x - 2 * y

# %% wrong (0 of 0) | all elements are summed up | summed
def warm_up(x, y):  #@save
    return (x + 2 * y).sum()
