"""The progress board: curves that grow while a model trains.

Names and behaviour follow *Dive into Deep Learning* (2023), section 3.2. Where the
curves appear:

- in a notebook, one figure that is redrawn now and then while the points come in;
- in a terminal, one line that is rewritten; in a pipe or file, that line once, at
  the end;
- with `BOARD=final` in the environment, one figure at the end, for notebooks that
  are stored;
- with `BOARD=off`, nowhere.

The points are recorded in every case, and drawing never touches the training: not its
numbers, and not the random generators.
"""

from __future__ import annotations

import io
import os
import sys
import time
from collections import defaultdict
from dataclasses import dataclass
from itertools import cycle
from typing import Any, NamedTuple

import matplotlib
from IPython import get_ipython
from IPython.display import display
from matplotlib.figure import Figure

# Seconds from the first point; a shorter run is only drawn at its end.
FIRST_DRAWING = 2.0
# A drawing is followed by so many times as long without: about 3 % of the time.
IDLE_PER_DRAWING = 30


class Point(NamedTuple):
    """One point of a curve."""

    x: float
    y: float


@dataclass(slots=True)
class _Pending:
    """What a curve's next point will be the mean of."""

    count: int = 0
    sum_x: float = 0.0
    sum_y: float = 0.0


class ProgressBoard:
    """A plot of several curves, fed point by point.

    `board.data` has the curves as numbers: a list of `Point(x, y)` for each label. The
    axis labels, `xlim`, `ylim`, `xscale`, `yscale` (such as "log"), the line styles
    `ls`, the `colors` and `figsize` (in inches) shape the figure. With `display=False`
    the board only records.
    """

    def __init__(
        self,
        xlabel: str | None = None,
        ylabel: str | None = None,
        xlim: tuple[float, float] | None = None,
        ylim: tuple[float, float] | None = None,
        xscale: str = "linear",
        yscale: str = "linear",
        ls: tuple[str, ...] = ("-", "--", "-.", ":"),
        colors: tuple[str, ...] = ("C0", "C1", "C2", "C3"),
        figsize: tuple[float, float] = (3.5, 2.5),
        display: bool = True,
    ) -> None:
        self.xlabel, self.ylabel = xlabel, ylabel
        self.xlim, self.ylim = xlim, ylim
        self.xscale, self.yscale = xscale, yscale
        self.ls, self.colors = ls, colors
        self.figsize = figsize
        self.display = display
        self.reset()

    def reset(self) -> None:
        """Forget all points and begin a new figure."""
        self.data: dict[str, list[Point]] = {}
        self._pending: dict[str, _Pending] = defaultdict(_Pending)
        self._due = time.monotonic() + FIRST_DRAWING
        self._handle: Any = None  # of the figure that is updated in place

    def draw(self, x: float, y: float, label: str, every_n: int = 1) -> None:
        """Add (x, y) to the curve `label`: one point, their mean, for every `every_n`.

        Redraws only if the last drawing was long enough ago; `show` draws the final
        state.
        """
        pending = self._pending[label]
        pending.count += 1
        pending.sum_x += x
        pending.sum_y += y
        if pending.count < every_n:
            return
        mean = Point(pending.sum_x / pending.count, pending.sum_y / pending.count)
        self.data.setdefault(label, []).append(mean)
        pending.count, pending.sum_x, pending.sum_y = 0, 0.0, 0.0
        if time.monotonic() >= self._due:
            self._redraw(final=False)

    def show(self) -> None:
        """Draw the board as it is now. `Trainer.fit` calls this when it is done."""
        if self.data:
            self._redraw(final=True)

    def figure(self) -> Figure:
        """Return the curves as a Matplotlib figure."""
        figure = Figure(self.figsize)
        figure.subplots_adjust(left=0.18, right=0.96, bottom=0.19, top=0.95)
        axes = figure.subplots()
        styles = zip(cycle(self.ls), cycle(self.colors), strict=False)
        for (label, points), (ls, color) in zip(
            self.data.items(), styles, strict=False
        ):
            xs, ys = zip(*points, strict=True)
            axes.plot(xs, ys, linestyle=ls, color=color, label=label)
        axes.set(
            xlabel=self.xlabel,
            ylabel=self.ylabel,
            xscale=self.xscale,
            yscale=self.yscale,
        )
        axes.set(xlim=self.xlim, ylim=self.ylim)
        axes.legend(loc="upper right")  # "best" would look at every point
        axes.grid(alpha=0.3)
        return figure

    def _redraw(self, final: bool) -> None:
        """Show the present state, and set when to draw again."""
        mode = os.environ.get("BOARD", "live")
        if mode not in ("live", "final", "off"):
            raise ValueError(f"BOARD is {mode!r}, but must be live, final or off")
        started = time.monotonic()
        shell = get_ipython()
        if self.display and mode != "off" and (final or mode == "live"):
            if shell is not None and (mode == "final" or hasattr(shell, "kernel")):
                self._draw_figure(updatable=mode == "live")
            else:
                self._draw_line(final)
        now = time.monotonic()
        self._due = now + IDLE_PER_DRAWING * (now - started)

    def _draw_figure(self, updatable: bool) -> None:
        mime = {"image/svg+xml": self._svg(), "text/plain": " and ".join(self.data)}
        if not updatable:
            display(mime, raw=True)
        elif self._handle is None:
            self._handle = display(mime, raw=True, display_id=True)
        else:
            self._handle.update(mime, raw=True)

    def _draw_line(self, final: bool) -> None:
        last = {label: points[-1] for label, points in self.data.items()}
        x = max(point.x for point in last.values())
        curves = "  ".join(f"{label} {point.y:.4g}" for label, point in last.items())
        line = f"{self.xlabel or 'x'} {x:.4g}  {curves}"
        if sys.stdout.isatty():
            print(f"\r{line}\x1b[K", end="\n" if final else "", flush=True)
        elif final:
            print(line)

    def _svg(self) -> str:
        """Return the figure as SVG text, the same text for the same points."""
        text = io.StringIO()
        with matplotlib.rc_context(
            {"svg.hashsalt": "scaffold", "svg.fonttype": "path"}
        ):
            nothing = {"Date": None, "Creator": None}
            self.figure().savefig(text, format="svg", metadata=nothing)
        return text.getvalue()
