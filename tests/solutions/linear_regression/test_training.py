import pytest
import torch
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LinearRegression
from sklearn.preprocessing import StandardScaler

import scaffold as d2l
from solutions.linear_regression.training import LinearRegressionScratch, standardize


@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_standardize_is_the_library_scaler_with_the_unbiased_deviation(dtype):
    torch.manual_seed(0)
    X_train = 100 * torch.randn(20, 3, dtype=dtype) + torch.tensor(
        [1, -500, 0], dtype=dtype
    )
    X = 100 * torch.randn(5, 3, dtype=dtype)
    before = X_train.clone(), X.clone()
    Z = standardize(X_train, X)
    biased = torch.from_numpy(StandardScaler().fit(X_train).transform(X)).to(dtype)
    assert Z.dtype == dtype and Z.shape == (5, 3)
    assert torch.allclose(Z, biased * (19 / 20) ** 0.5, rtol=1e-4, atol=1e-5)
    assert torch.equal(X_train, before[0]) and torch.equal(X, before[1])


def test_the_training_rows_themselves_get_mean_0_and_deviation_1():
    torch.manual_seed(0)
    X = 5 * torch.rand(50, 4) + 2
    Z = standardize(X, X)
    assert torch.allclose(Z.mean(dim=0), torch.zeros(4), atol=1e-5)
    assert torch.allclose(Z.std(dim=0), torch.ones(4), atol=1e-5)


@pytest.mark.parametrize(
    "value", [0.0, 3.0, 0.1, 1e6]
)  # 0.1: its mean is not exactly itself
@pytest.mark.parametrize("rows", [2, 1000])
def test_a_column_constant_in_the_training_rows_is_zero_everywhere(value, rows):
    torch.manual_seed(0)
    X_train, X = torch.randn(rows, 2), torch.randn(4, 2)
    X_train[:, 1] = value
    Z = standardize(X_train, X)
    assert Z[:, 1].tolist() == [0, 0, 0, 0]
    assert Z[:, 0].all() and Z.isfinite().all()


def test_ten_standardized_features_of_real_data_are_learned_as_in_closed_form():
    X, y = (
        torch.tensor(array, dtype=torch.float32)
        for array in load_diabetes(return_X_y=True)
    )
    y = y.reshape(-1, 1) / 100  # in hundreds, for losses of ordinary size
    order = torch.randperm(len(X), generator=torch.Generator().manual_seed(0))
    rows, test = order[:350], order[350:]
    Z = standardize(X[rows], X)

    class Diabetes(d2l.DataModule):
        def get_dataloader(self, train):
            return self.get_tensorloader((Z, y), train, rows if train else test)

    torch.manual_seed(0)
    model = LinearRegressionScratch(10, lr=0.01)
    d2l.Trainer(max_epochs=100).fit(model, Diabetes())
    oracle = LinearRegression().fit(Z[rows], y[rows])
    residual = y[test] - model(Z[test]).detach()
    ours = 1 - (residual**2).sum() / ((y[test] - y[test].mean()) ** 2).sum()
    assert ours.item() == pytest.approx(oracle.score(Z[test], y[test]), abs=0.01)
