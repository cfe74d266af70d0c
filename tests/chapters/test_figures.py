"""The paths behind the sliders, against gradient descent written once more in NumPy."""

import json
from itertools import product

import numpy as np
import pytest
import torch

from chapters import figures
from solutions.linear_regression.sgd import minibatches

STORED = figures.STATIC / "landscape-data.js"


@pytest.fixture(scope="module")
def data():
    _, _, text = STORED.read_text("utf-8").partition("window.landscape = ")
    return json.loads(text.rstrip().removesuffix(";"))


def positions():
    yield from product(
        enumerate(figures.SCALES),
        enumerate(figures.BATCH_SIZES),
        enumerate(figures.LEARNING_RATES),
    )


def descend(X, y, lr, batch_size):
    """The stored path, in double precision, with the gradient written out."""
    rows = torch.arange(len(X)).reshape(-1, 1)
    generator = torch.Generator().manual_seed(2)
    w, path = np.zeros(2), [np.zeros(2)]
    while True:
        for batch, _ in minibatches(rows, rows, batch_size, generator=generator):
            chosen = batch.flatten().numpy()
            error = X[chosen] @ w + y.mean() - y[chosen]
            w = w - lr * X[chosen].T @ error / len(chosen)
            path.append(w)
            if len(path) > 60 or np.hypot(*w) > 40:
                return np.array(path)


def test_the_features_are_standardised_up_to_the_scale_and_the_targets_never_change():
    _, first = figures.days(1.0)
    for scale in figures.SCALES:
        X, y = figures.days(scale)
        np.testing.assert_allclose(X.mean(dim=0), 0, atol=1e-6)
        np.testing.assert_allclose(X.std(dim=0), [1, scale], rtol=1e-5)
        assert torch.equal(y, first)


def test_the_bowls_are_those_of_the_data(data):
    for scale, bowl in zip(figures.SCALES, data["bowls"], strict=True):
        X, y = (tensor.double().numpy() for tensor in figures.days(scale))
        columns = np.column_stack([X, np.ones(len(X))])
        theta, residual, *_ = np.linalg.lstsq(columns, y, rcond=None)
        hessian = X.T @ X / len(X)
        np.testing.assert_allclose(bowl["best"], theta[:2, 0], atol=1e-3)
        np.testing.assert_allclose(bowl["floor"], residual[0] / (2 * len(X)), rtol=1e-3)
        np.testing.assert_allclose(
            np.reshape(bowl["hessian"], (2, 2)), hessian, atol=1e-3
        )
        values, vectors = np.linalg.eigh(hessian)
        np.testing.assert_allclose(bowl["curvatures"], values, rtol=1e-3)
        assert abs(vectors[:, 0] @ bowl["flat"]) == pytest.approx(1, abs=1e-3)


def test_the_stored_paths_are_gradient_descent(data):
    for (i, scale), (j, batch_size), (k, lr) in positions():
        X, y = (tensor.double().numpy() for tensor in figures.days(scale))
        expected = descend(X, y[:, 0], lr, batch_size)
        stored = np.reshape(data["frames"][i][j][k][2], (-1, 2)) / 1000
        assert stored.shape == expected.shape, (scale, batch_size, lr)
        np.testing.assert_allclose(stored, expected, rtol=1e-4, atol=2e-3)


def test_with_all_rows_a_path_diverges_exactly_beyond_two_over_the_largest_curvature(
    data,
):
    seen = set()
    for (i, scale), (k, lr) in product(
        enumerate(figures.SCALES), enumerate(figures.LEARNING_RATES)
    ):
        X = figures.days(scale)[0].double().numpy()
        limit = 2 / np.linalg.eigvalsh(X.T @ X / len(X)).max()
        diverges = data["frames"][i][-1][k][0] == "diverges"
        assert diverges == (lr > limit), (scale, lr)
        seen.add((scale, diverges))
    assert len(seen) == 2 * len(figures.SCALES)  # each scale has rates on both sides


def test_the_words_say_what_the_paths_do(data):
    for (i, _), (j, batch_size), (k, _) in positions():
        word, number, flat = data["frames"][i][j][k]
        path = np.reshape(flat, (-1, 2)) / 1000
        distance = np.linalg.norm(path - data["bowls"][i]["best"], axis=1)
        if word == "diverges":
            assert distance[-1] > 10 * distance[0]
        elif word == "arrives":
            assert batch_size == 64
            near = distance < 0.01 * distance[0] + 1e-3
            assert near[number:].all() and distance[number - 1] > 0.008 * distance[0]
        elif word == "creeps":
            assert number == pytest.approx(distance[-1] / distance[0], abs=2e-3)
        else:
            assert word == "hovers" and batch_size < 64
            assert number == pytest.approx(distance[-20:].mean(), abs=2e-3)


def test_what_the_page_loads_stays_small():
    assert STORED.stat().st_size < 300_000
    script = (figures.STATIC / "landscape.js").read_text("utf-8")
    assert len(script.splitlines()) < 200
