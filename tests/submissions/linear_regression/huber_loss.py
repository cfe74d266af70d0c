# %% right (8 of 8) | type hints, a print and a warning | chatty
def huber_loss(y_hat: torch.Tensor, y: torch.Tensor, delta: float = 1.0) -> torch.Tensor:  #@save
    """My Huber loss."""
    import warnings

    error = torch.abs(torch.sub(y_hat, y))
    warnings.warn(f"{int((error > delta).sum())} large errors")
    print("largest error", error.max().item())
    return torch.minimum(error, torch.full_like(error, delta)).mul(
        error - torch.minimum(error, torch.full_like(error, delta)) / 2
    ).mean()

# %% right (8 of 8) | the error clipped on both sides, times itself | clamp_and_rest
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    near = torch.clamp(e, -delta, delta)
    far = e - near
    return (near ** 2 / 2 + delta * far.abs()).mean()

# %% right (8 of 8) | with the clipped error | clip_signed
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    clipped = e.clip(-delta, delta)
    return torch.sum(clipped * (e - clipped / 2)) / e.shape[0]

# %% right (8 of 8) | the absolute error, split at delta | clipped
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = torch.abs(y_hat - y)
    quadratic = torch.clamp(error, max=delta)
    return (0.5 * quadratic ** 2 + delta * (error - quadratic)).mean()

# %% right (8 of 8) | an empty result, filled in two goes | filled_in
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    result = torch.empty_like(e)
    inside = e.abs() < delta
    result[inside] = e[inside].square() / 2
    result[~inside] = delta * (e[~inside].abs() - delta / 2)
    return result.mean()

# %% right (8 of 8) | one example after another | loop
def huber_loss(y_hat, y, delta=1.0):  #@save
    total = torch.tensor(0.0)
    for a, b in zip(y_hat.flatten(), y.flatten()):
        e = abs(a - b)
        if e <= delta:
            total = total + e * e / 2
        else:
            total = total + delta * (e - delta / 2)
    return total / len(y)

# %% right (8 of 8) | the mask as a factor | mask_as_number
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    m = (e <= delta).float()
    return (m * e ** 2 / 2 + (1 - m) * (delta * e - delta ** 2 / 2)).mean()

# %% right (8 of 8) | boolean masks, and a sum over n | masks
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    small = e.abs() <= delta
    total = (e[small] ** 2 / 2).sum() + (delta * (e[~small].abs() - delta / 2)).sum()
    return total / e.numel()

# %% right (8 of 8) | the square, less the square of what exceeds delta | square_minus_excess
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = (y_hat - y).abs()
    excess = torch.relu(error - delta)
    return ((error ** 2 - excess ** 2) / 2).mean()

# %% right (8 of 8) | the border belongs to the other side | strictly_less
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y - y_hat
    small = 0.5 * e.pow(2)
    large = delta * (e.abs() - 0.5 * delta)
    return torch.mean(torch.where(torch.abs(e) < delta, small, large))

# %% right (8 of 8) | torch.where | where
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = (y_hat - y).abs()
    return torch.where(error <= delta, error ** 2 / 2, delta * (error - delta / 2)).mean()

# %% wrong (0 of 8) | all errors are taken absolute | absolute
def huber_loss(y_hat, y, delta=1.0):  #@save
    return (delta * ((y_hat - y).abs() - delta / 2)).mean()

# %% wrong (1 of 8) | every prediction meets every target | broadcast
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y.flatten()).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (2 of 8) | the errors are computed in place, in y_hat | changes_y_hat
def huber_loss(y_hat, y, delta=1.0):  #@save
    y_hat.data -= y
    e = y_hat.abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (6 of 8) | delta is something else than 1 if none is given | default_delta
def huber_loss(y_hat, y, delta=1.345):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (2 of 8) | delta is always 1 | delta_ignored
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= 1, e ** 2 / 2, e - 0.5).mean()

# %% wrong (4 of 8) | the loss is cut off from the predictions | detached
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs().detach()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (0 of 8) | the loss is twice as large everywhere | doubled
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = (y_hat - y).abs()
    return torch.where(size <= delta, size ** 2, 2 * delta * size - delta ** 2).mean()

# %% wrong (0 of 8) | each entry is compared by `max`, not by its case | each_entry
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = (y_hat - y).abs()
    return torch.maximum(size ** 2 / 2, delta * (size - delta / 2)).mean()

# %% wrong (0 of 8) | large errors do not pull at all | flat_outside
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return (e.clamp(max=delta) ** 2 / 2).mean()

# %% wrong (3 of 8) | the result is float64 | float64
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs().double()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (0 of 8) | a Python number is returned instead of a tensor | item
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean().item()

# %% wrong (3 of 8) | the curve jumps at delta | jump
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * e).mean()

# %% wrong (3 of 8) | the result has shape (1,) | keeps_an_axis
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).mean(dim=0)

# %% wrong (0 of 8) | large errors are taken with their sign | large_with_sign
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = y_hat - y
    large = delta * (error - delta / 2)
    return torch.where(error.abs() <= delta, error ** 2 / 2, large).mean()

# %% wrong (1 of 8) | the mean error decides between the two cases | mean_error
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).mean().abs()
    return e ** 2 / 2 if e <= delta else delta * (e - delta / 2)

# %% wrong (5 of 8) | an error of exactly zero makes the gradient NaN | nan_at_zero
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    size = e.square().sqrt()
    near = size.clamp(max=delta)
    return (near * (size - near / 2)).mean()

# %% wrong (7 of 8) | the loss is NaN where a minibatch has no small or no large errors | no_large_errors
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    small, large = e[e <= delta], e[e > delta]
    parts = (small ** 2 / 2).mean(), (delta * (large - delta / 2)).mean()
    return (parts[0] * len(small) + parts[1] * len(large)) / len(e)

# %% wrong (0 of 8) | the small errors are not halved | not_halved
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2, delta * (e - delta / 2)).mean()

# %% wrong (0 of 8) | neither the squares nor the offset are halved | not_halved_twice
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = (y_hat - y).abs()
    return torch.where(size <= delta, size ** 2, delta * (size - delta)).mean()

# %% wrong (0 of 8) | there is one loss for each row | not_reduced
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2))

# %% wrong (0 of 8) | nothing is returned | nothing_returned
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = (y_hat - y).abs()
    result = torch.where(size <= delta, size ** 2 / 2, delta * (size - delta / 2)).mean()

# %% wrong (5 of 8) | the offset is a half, whatever delta is | offset_a_half
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = torch.abs(y_hat - y)
    large = delta * (size - 0.5)
    return torch.where(size <= delta, 0.5 * size ** 2, large).mean()

# %% wrong (3 of 8) | the offset is delta, not half of it | offset_not_halved
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta)).mean()

# %% wrong (5 of 8) | the offset in the brackets is half of delta squared | offset_squared
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = torch.abs(y_hat - y)
    large = delta * (size - 0.5 * delta ** 2)
    return torch.where(size <= delta, 0.5 * size ** 2, large).mean()

# %% wrong (0 of 8) | an `if` is to decide for all errors at once | one_if
def huber_loss(y_hat, y, delta=1.0):  #@save
    error = y_hat - y
    if abs(error) <= delta:
        return (error ** 2 / 2).mean()
    return (delta * (abs(error) - delta / 2)).mean()

# %% wrong (0 of 8) | a smooth relative of Huber's loss is computed | pseudo_huber
def huber_loss(y_hat, y, delta=1.0):  #@save
    return (delta ** 2 * (torch.sqrt(1 + ((y_hat - y) / delta) ** 2) - 1)).mean()

# %% wrong (0 of 8) | errors of exactly zero divide zero by zero | sign_by_division
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    size = e * (e / e.abs())
    return torch.where(size <= delta, e ** 2 / 2, delta * (size - delta / 2)).mean()

# %% wrong (0 of 8) | large negative errors count as small | sign_forgotten
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = y_hat - y
    return torch.where(e <= delta, e ** 2 / 2, delta * (e.abs() - delta / 2)).mean()

# %% wrong (2 of 8) | the slope outside is 1, not delta | slope_one
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, e - delta / 2).mean()

# %% wrong (2 of 8) | the loss is divided by delta, like smooth L1 | smooth_l1
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / (2 * delta), e - delta / 2).mean()

# %% wrong (0 of 8) | all errors are squared | squared
def huber_loss(y_hat, y, delta=1.0):  #@save
    return ((y_hat - y) ** 2 / 2).mean()

# %% wrong (1 of 8) | the sum stands in the place of the mean | sum
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e ** 2 / 2, delta * (e - delta / 2)).sum()

# %% wrong (0 of 8) | a mean over the small errors and one over the large are added | sum_of_two_means
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    small = e <= delta
    return (e[small] ** 2 / 2).mean() + (delta * (e[~small] - delta / 2)).mean()

# %% wrong (0 of 8) | large errors are squared and small ones absolute | swapped
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e > delta, e ** 2 / 2, delta * (e - delta / 2)).mean()

# %% wrong (2 of 8) | delta is left out as a factor of large errors, and the offset is a half | unscaled_offset
def huber_loss(y_hat, y, delta=1.0):  #@save
    size = (y_hat - y).abs()
    return torch.where(size <= delta, size ** 2 / 2, size - 0.5).mean()

# %% wrong (1 of 8) | one decision is made for all errors of a minibatch together | whole_batch
def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    if e.max() <= delta:
        return (e ** 2 / 2).mean()
    return (delta * (e - delta / 2)).mean()
