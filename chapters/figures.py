"""Draw the book's own figures with the reference code: ``make figure``.

The page on the landscape of the loss shows paths of SGD for every position of its sliders. They
are computed here and written to `_static/landscape-data.js`, so that the page needs no kernel and
no network. `_static/landscape.js` only draws them. A few still pictures are made on the way.
"""

import json
from pathlib import Path

import matplotlib
import torch
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Ellipse
from torch import Tensor

import scaffold as d2l
from solutions.linear_regression.sgd import minibatches
from solutions.linear_regression.training import (
    SGD,
    LinearRegressionScratch,
    standardize,
)

STATIC = Path(__file__).parent / "_static"
BLUE, ORANGE, GRAY = "#0072b2", "#d55e00", "#666666"

NUM_ROWS = 64
STEPS = 60
SCALES = (1.0, 1.4, 2.0, 3.0, 5.0)
BATCH_SIZES = (1, 4, 16, NUM_ROWS)
LEARNING_RATES = (
    *(0.02, 0.025, 0.03, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3),
    *(0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.2, 1.4, 1.6, 1.8, 2.0, 2.2, 2.5),
)
FAR = 40.0  # a path that gets this far from the lowest point is cut off: it never returns
NEAR = 0.01  # "arrived": within this part of the distance at the start, from then on


def days(scale: float) -> tuple[Tensor, Tensor]:
    """Return 64 days: features, the second in a unit that makes it `scale` wide, and targets.

    Returns:
        X, shape (64, 2), columns with mean 0 and standard deviations 1 and `scale`; and y,
        shape (64, 1), the same for all scales. Both float32.
    """
    generator = torch.Generator().manual_seed(1)
    w, b = torch.tensor([2, -3.4]), 4.2
    data = d2l.SyntheticRegressionData(
        w, b, noise=1.0, num_train=NUM_ROWS, num_val=0, generator=generator
    )
    return standardize(data.X, data.X) * torch.tensor([1.0, scale]), data.y


def bowl(X: Tensor, y: Tensor) -> tuple[Tensor, Tensor, float]:
    """Describe the mean halved squared error as a function of the weights, the bias at its best.

    Returns:
        The Hessian X^T X / n, shape (d, d); the best weights, shape (d,); and the loss there.
    """
    centred = y - y.mean()
    best = torch.linalg.lstsq(X, centred).solution
    floor = ((X @ best - centred) ** 2 / 2).mean().item()
    return X.T @ X / len(X), best.flatten(), floor


def descend(X: Tensor, y: Tensor, lr: float, batch_size: int) -> Tensor:
    """Return the weights on their way from zero, with the bias held at its best value.

    Returns:
        Shape (k + 1, 2) after k steps: 60, or fewer if the path leaves for good.
    """
    generator = torch.Generator().manual_seed(2)
    model = LinearRegressionScratch(2, lr, sigma=0)
    model.b.data[:] = y.mean()
    optim = SGD([model.w], lr)
    path = [torch.zeros(2)]
    while True:
        for X_batch, y_batch in minibatches(X, y, batch_size, generator=generator):
            loss = model.loss(model(X_batch), y_batch)
            optim.zero_grad()
            with torch.no_grad():
                loss.backward()
                optim.step()
            path.append(model.w.detach().flatten().clone())
            if len(path) > STEPS or path[-1].norm() > FAR:
                return torch.stack(path)


def outcome(path: Tensor, best: Tensor, batch_size: int, flattest: float) -> tuple[str, float]:
    """Tell in one word what became of a path, with a number that goes with it.

    Returns:
        ("diverges", 0) if the path was cut off. With all rows in a minibatch, ("arrives", k) if
        it is close from step k on, else ("creeps", share of the distance that is left). With
        fewer, ("hovers", mean distance in the last 20 steps) if (1 - lr lambda_min)^60, here
        `flattest`, has had the time to fall below a tenth, else ("creeps", share).
    """
    distance = (path - best).norm(dim=1)
    if len(path) <= STEPS:
        return "diverges", 0
    if batch_size == NUM_ROWS:
        outside = int((distance > NEAR * distance[0]).nonzero()[-1])
        if outside < STEPS:
            return "arrives", outside + 1
    elif flattest < 0.1:
        return "hovers", round(float(distance[-20:].mean()), 3)
    return "creeps", round(float(distance[-1] / distance[0]), 3)


def frames() -> dict:
    """Compute everything the sliders can show, as plain data.

    Returns:
        `frames[i][j][k]` belongs to scale i, batch size j, learning rate k: outcome, its number,
        and the path's coordinates one after the other in thousandths.
    """
    bowls, every = [], []
    for scale in SCALES:
        X, y = days(scale)
        hessian, best, floor = bowl(X, y)
        curvatures, directions = torch.linalg.eigh(hessian)
        bowls.append(
            {
                "scale": scale,
                "best": [round(v, 4) for v in best.tolist()],
                "hessian": [round(v, 4) for v in hessian.flatten().tolist()],
                "curvatures": [round(v, 4) for v in curvatures.tolist()],
                "flat": [round(v, 4) for v in directions[:, 0].tolist()],
                "floor": round(floor, 4),
            }
        )
        of_scale = []
        for batch_size in BATCH_SIZES:
            row = []
            for lr in LEARNING_RATES:
                path = descend(X, y, lr, batch_size)
                flattest = (1 - lr * curvatures[0].item()) ** STEPS
                word, number = outcome(path, best, batch_size, flattest)
                row.append([word, number, (path * 1000).round().int().flatten().tolist()])
            of_scale.append(row)
        every.append(of_scale)
    return {
        "steps": STEPS,
        "learningRates": LEARNING_RATES,
        "batchSizes": BATCH_SIZES,
        "bowls": bowls,
        "frames": every,
    }


def _contours(axes: Axes, scale: float, lr: float, batch_size: int) -> Tensor:
    """Draw contours of the loss and a path on them, and return the path."""
    X, y = days(scale)
    hessian, best, _ = bowl(X, y)
    curvatures, directions = torch.linalg.eigh(hessian)
    angle = torch.atan2(directions[1, 0], directions[0, 0]).rad2deg().item()
    for level in (0.25 * 2**k for k in range(9)):  # where the loss exceeds its lowest by this
        width, height = 2 * (2 * level / curvatures).sqrt()
        ring = Ellipse(best.tolist(), width, height, angle=angle, fill=False, ec=GRAY, lw=0.7)
        axes.add_patch(ring)
    path = descend(X, y, lr, batch_size)
    axes.plot(*path.T, "o-", color=BLUE, markersize=2.5, linewidth=1)
    axes.plot(0, 0, "s", color=BLUE, markersize=6, markerfacecolor="white")
    axes.plot(*best, "*", color=ORANGE, markersize=11, markeredgecolor="white", zorder=3)
    axes.set(xlim=(-2, 5), ylim=(-5.5, 1.5), aspect="equal", xlabel="$w_1$", ylabel="$w_2$")
    return path


def still() -> Figure:
    """Draw four positions of the sliders, for a page without scripts and for print."""
    figure = Figure((7.5, 7.8), layout="constrained")
    chosen = (
        ("small steps: on the way", 1.0, 0.03, NUM_ROWS),
        ("minibatches of 4: hovers", 1.0, 0.25, 4),
        ("wide feature: swings, arrives", 3.0, 0.2, NUM_ROWS),
        ("a little more: diverges", 3.0, 0.25, NUM_ROWS),
    )
    for axes, (title, scale, lr, batch_size) in zip(
        figure.subplots(2, 2).flat, chosen, strict=True
    ):
        _contours(axes, scale, lr, batch_size)
        axes.set_title(f"{title}\nlr {lr}, batch size {batch_size}, scale {scale:g}", fontsize=10)
    return figure


def overview() -> dict[str, Figure]:
    """Draw the chapter in three pictures: the data with the model, the way down, the loss."""
    X, y = days(1.0)
    hessian, best, floor = bowl(X, y)
    figures = {name: Figure((3.3, 3.3), layout="constrained") for name in ("data", "path", "loss")}
    data, way, loss = (figure.subplots() for figure in figures.values())
    ends, mean = torch.tensor([-2.6, 2.6]), y.mean()
    data.plot(X[:, 1], y, "o", color=GRAY, markersize=3.5, alpha=0.8)
    data.plot(ends, mean.expand(2), "--", color=ORANGE, linewidth=2, label="before training")
    data.plot(ends, mean + best[1] * ends, "-", color=BLUE, linewidth=2, label="after")
    data.set(xlabel="sunshine", ylabel="kWh from the grid", title="the data and the model")
    data.legend(fontsize=8)
    path = _contours(way, 1.0, 0.15, 4)
    way.set_title("the way down")
    excess = (((path - best) @ hessian) * (path - best)).sum(dim=1) / 2
    loss.plot(excess + floor, "-", color=BLUE, linewidth=2)
    loss.axhline(floor, linestyle="--", color=ORANGE, linewidth=1.5)
    label = {"textcoords": "offset points", "ha": "right", "fontsize": 8}
    loss.annotate("lowest possible", (STEPS, floor), (0, -12), **label)
    loss.set(xlabel="step", ylabel="loss", title="what one gets to see", ylim=(0, None))
    loss.grid(alpha=0.3)
    return {f"overview-{name}": figure for name, figure in figures.items()}


def main() -> None:
    """Write the data and the still pictures."""
    STATIC.mkdir(exist_ok=True)
    data = json.dumps(frames(), separators=(",", ":"))
    text = f"// Written by chapters/figures.py.\nwindow.landscape = {data};\n"
    (STATIC / "landscape-data.js").write_text(text, "utf-8")
    with matplotlib.rc_context({"svg.hashsalt": "landscape"}):
        for name, figure in {"landscape": still(), **overview()}.items():
            figure.savefig(STATIC / f"{name}.svg", metadata={"Date": None, "Creator": None})


if __name__ == "__main__":
    main()
