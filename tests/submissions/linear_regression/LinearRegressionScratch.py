# %% right (7 of 7) | the Box-Muller transform of uniform numbers | box_muller
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        u, v = 1 - torch.rand(num_inputs, 1), torch.rand(num_inputs, 1)
        z = torch.sqrt(-2 * torch.log(u)) * torch.cos(2 * torch.pi * v)
        self.w = (z * sigma).detach().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% right (7 of 7) | type hints, a print and a warning | chatty
class LinearRegressionScratch(d2l.Module):  #@save
    """My model."""

    def __init__(self, num_inputs: int, lr: float, sigma: float = 0.01) -> None:
        import warnings

        super().__init__()
        self.save_hyperparameters()
        warnings.warn("about to draw the weights")
        self.w: torch.Tensor = torch.normal(
            mean=0.0, std=sigma, size=(num_inputs, 1), requires_grad=True
        )
        self.b: torch.Tensor = torch.zeros(1, dtype=torch.float32, requires_grad=True)
        print(f"model with {num_inputs} inputs, b = {self.b.item()}")

# %% right (7 of 7) | the product is detached and recorded anew | detached_product
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        w = torch.randn(num_inputs, 1, requires_grad=True) * sigma
        self.w = w.detach().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% right (7 of 7) | sample from torch.distributions | distribution_object
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        from torch.distributions import Normal

        weights = Normal(0.0, sigma).sample((num_inputs, 1))
        self.w, self.b = weights.requires_grad_(), torch.full((1,), 0.0, requires_grad=True)

# %% right (7 of 7) | fill an empty tensor in place | fill_in_place
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.empty(self.num_inputs, 1).normal_(0.0, self.sigma)
        self.w.requires_grad = True
        self.b = torch.tensor([0.0], requires_grad=True)

# %% right (7 of 7) | the inverse of the normal distribution, on uniform numbers | inverse_distribution
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        share = torch.rand(num_inputs, 1, dtype=torch.float64).clamp(1e-9, 1 - 1e-9)
        z = torch.special.ndtri(share)
        self.w = (sigma * z).float().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% right (7 of 7) | one weight after another, with the random module | loop_over_gauss
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import random

        rows = []
        for _ in range(num_inputs):
            rows.append([random.gauss(0, sigma)])
        self.w = torch.tensor(rows, requires_grad=True)
        self.b = torch.tensor([0.], requires_grad=True)

# %% right (7 of 7) | draw with NumPy, convert to float32 | numpy_numbers
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import numpy as np

        w = np.random.normal(loc=0.0, scale=sigma, size=(num_inputs, 1)).astype(np.float32)
        self.w = torch.from_numpy(w).requires_grad_(True)
        self.b = torch.tensor(np.zeros(1), dtype=torch.float32, requires_grad=True)

# %% right (7 of 7) | an own random generator, freshly seeded | own_generator
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        generator = torch.Generator()
        generator.seed()
        self.w = torch.randn((num_inputs, 1), generator=generator).mul_(sigma).requires_grad_()
        self.b = torch.zeros_like(self.w[0].detach()).requires_grad_()

# %% right (7 of 7) | draw a row, turn it into a column | row_transposed
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        row = torch.randn(1, num_inputs) * sigma
        self.w = row.T.clone().requires_grad_(True)
        self.b = torch.zeros(num_inputs)[:1].clone().requires_grad_(True)

# %% right (7 of 7) | scale standard normal numbers, then switch recording on | scaled_randn
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (sigma * torch.randn(num_inputs, 1)).requires_grad_()
        self.b = torch.zeros(1).requires_grad_()

# %% right (7 of 7) | the blank's raise is left behind, never reached | stub_left_behind
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)
        return
        raise NotImplementedError()

# %% right (7 of 7) | torch.normal with requires_grad in the same call | torch_normal
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% right (7 of 7) | make leaves of zeros first, then fill them under no_grad | under_no_grad
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.zeros((num_inputs, 1), requires_grad=True)
        self.b = torch.zeros((1,), requires_grad=True)
        with torch.no_grad():
            for j in range(min(num_inputs, 50)):
                self.w[j, 0] = torch.normal(0.0, sigma, (1,)).item()
            self.w[50:] = torch.randn(max(num_inputs - 50, 0), 1) * sigma

# %% wrong (5 of 7) | b is float64 | b_float64
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, dtype=torch.float64, requires_grad=True)

# %% wrong (3 of 7) | the model has no b | b_missing
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)

# %% wrong (5 of 7) | b is the result of a computation, so that it keeps no gradient | b_not_a_leaf
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = 0 * torch.ones(1, requires_grad=True)

# %% wrong (5 of 7) | b does not require gradients | b_not_recorded
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1)

# %% wrong (5 of 7) | b is a Python number | b_number
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = 0.0

# %% wrong (5 of 7) | b starts at one | b_one
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.ones(1, requires_grad=True)

# %% wrong (3 of 7) | b has one entry for each input | b_per_input
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(num_inputs, requires_grad=True)

# %% wrong (5 of 7) | b is drawn like a weight | b_random
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.normal(0, sigma, (1,), requires_grad=True)

# %% wrong (5 of 7) | all models share one b | b_shared
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01, b=torch.zeros(1, requires_grad=True)):
        super().__init__()
        self.save_hyperparameters(ignore=["b"])
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = b

# %% wrong (5 of 7) | b has shape (1, 1) | b_two_dimensional
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, 1, requires_grad=True)

# %% wrong (5 of 7) | b is a tensor of whole numbers | b_whole_number
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.tensor([0])

# %% wrong (5 of 7) | b has shape () | b_without_shape
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.tensor(0.0, requires_grad=True)

# %% wrong (0 of 7) | the base class is not set up | base_class_skipped
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (3 of 7) | w and b are the results of computations, so that they keep no gradient | both_products
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = sigma * torch.randn(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True) * 1

# %% wrong (3 of 7) | a fixed seed makes every model draw the same weights | fixed_seed
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        torch.manual_seed(0)
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w has shape (d,) | flat
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs,), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w is float64 | float64
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        import numpy as np

        self.w = torch.tensor(np.random.normal(0, sigma, (num_inputs, 1)), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | only positive weights are drawn | half_normal
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1)).abs().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w is not kept on the model | local_names
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the mean is a tenth of sigma, not zero | mean_a_little_off
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0.1 * sigma, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | sigma is the mean, and the weights have no spread | mean_and_spread_exchanged
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.full((num_inputs, 1), float(sigma)).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the mean of the weights is 1 | mean_one
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(1, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the mean of the weights is sigma | mean_sigma
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(sigma, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | the arguments are not kept on the model | not_kept
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (3 of 7) | neither parameter requires gradients | nothing_recorded
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1))
        self.b = torch.zeros(1)

# %% wrong (4 of 7) | one random number serves for all weights | one_draw_for_all
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (torch.randn(1) * sigma * torch.ones(num_inputs, 1)).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w loses its second axis when there is one input | one_input_flat
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        shape = (num_inputs, 1) if num_inputs > 1 else (1,)
        self.w = torch.normal(0, sigma, shape, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | all weights are one | ones
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.ones(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (3 of 7) | weights are drawn once and kept for all later models | remembered_by_class
class LinearRegressionScratch(d2l.Module):  #@save
    drawn = {}

    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        if num_inputs not in self.drawn:
            self.drawn[num_inputs] = sigma * torch.randn(num_inputs, 1)
        self.w = self.drawn[num_inputs].clone().requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w is a row | row
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (1, num_inputs), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the weights are far too small when there are many inputs | scaled_by_inputs
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma / num_inputs**0.5, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the standard deviation is always 0.01 | sigma_fixed
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, 0.01, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the standard deviation is 1, whatever sigma is | sigma_forgotten
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.randn(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the weights are scaled by sigma squared | sigma_squared
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (torch.randn(num_inputs, 1) * sigma**2).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the standard deviation is a tenth too small | spread_a_little_off
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (0.9 * sigma * torch.randn(num_inputs, 1)).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | what is beyond two sigma is brought back to two sigma | tails_clipped
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        z = torch.randn(num_inputs, 1)
        z = torch.where(z.abs() > 2, 2 * z.sign(), z)
        self.w = (z * sigma).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | no weight is beyond three sigma | tails_drawn_again
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        w = torch.normal(0, sigma, (num_inputs, 1))
        while (w.abs() > 3 * sigma).any():
            far = w.abs() > 3 * sigma
            w[far] = torch.normal(0, sigma, (int(far.sum()),))
        self.w = w.requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | w has two rows, however many inputs there are | two_inputs
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (2, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the weights are uniform with the right standard deviation, but not normal | uniform
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = ((2 * torch.rand(num_inputs, 1) - 1) * 3**0.5 * sigma).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the weights are uniform between -sigma and sigma | uniform_around_zero
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = ((2 * torch.rand(num_inputs, 1) - 1) * sigma).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | the weights are uniform between 0 and sigma | uniform_positive
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = (sigma * torch.rand(num_inputs, 1)).requires_grad_()
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (4 of 7) | sigma is taken for the variance | variance
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma ** 0.5, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (5 of 7) | w is the result of a computation, so that it keeps no gradient | w_not_a_leaf
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = sigma * torch.randn(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (5 of 7) | w does not require gradients | w_not_recorded
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1))
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (0 of 7) | all weights are zero | zero_weights
class LinearRegressionScratch(d2l.Module):  #@save
    """The linear regression model implemented from scratch."""
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.zeros(num_inputs, 1, requires_grad=True)
        self.b = torch.zeros(1, requires_grad=True)

# %% wrong (3 of 7) | b has an entry for each feature | b_for_each_feature
class LinearRegressionScratch(d2l.Module):  #@save
    def __init__(self, num_inputs, lr, sigma=0.01):
        super().__init__()
        self.save_hyperparameters()
        self.w = torch.normal(0, sigma, (num_inputs, 1), requires_grad=True)
        self.b = torch.zeros(num_inputs, 1, requires_grad=True)
