import math
import random
import xml.etree.ElementTree as ElementTree
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from scaffold import board as board_module
from scaffold.board import ProgressBoard


@pytest.fixture
def outputs(monkeypatch):
    """A notebook's outputs: what was displayed, and each update with the figure it changes."""
    monkeypatch.delenv("BOARD", raising=False)
    monkeypatch.setattr(
        board_module, "get_ipython", lambda: SimpleNamespace(kernel="a kernel")
    )
    outputs = []

    def display(data, raw, display_id=False):
        assert raw
        outputs.append(("updatable" if display_id else "plain", data))
        return SimpleNamespace(
            update=lambda data, raw: outputs.append(("update", data))
        )

    monkeypatch.setattr(board_module, "display", display)
    return outputs


class Clock:
    """A clock that only moves when told to."""

    now = 100.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(board_module, "time", clock)
    return clock


def curve(points=3, **arguments):
    board = ProgressBoard("epoch", **arguments)
    for i in range(points):
        board.draw(i, 1 / (i + 1), "train_loss")
        board.draw(i + 1, 2 / (i + 1), "val_loss")
    return board


def test_points_are_means_of_every_n_values():
    board = ProgressBoard()
    for i in range(7):
        board.draw(i, i * i, "a", every_n=3)
        board.draw(i, i, "b")
    assert board.data["a"] == [(1, pytest.approx(5 / 3)), (4, pytest.approx(50 / 3))]
    assert board.data["b"] == [(i, i) for i in range(7)]


def test_a_notebook_gets_one_figure_updated_at_a_bounded_rate(
    outputs, clock, monkeypatch
):
    cost = 0.08  # of a slow machine
    drawings = []

    def slow_svg(board):
        clock.now += cost
        drawings.append(clock.now)
        return "<svg/>"

    monkeypatch.setattr(ProgressBoard, "_svg", slow_svg)
    board = ProgressBoard("epoch")
    steps, start = 50_000, clock.now
    for step in range(steps):  # 10 s of training
        clock.now += 0.0002
        board.draw(step, 1.0, "train_loss")
        training = 0.0002 * (step + 1)
        if training > 1:
            assert clock.now - start + cost <= 1.1 * training  # also if it ended here
    board.show()
    assert len(drawings) > 4
    assert drawings[0] - start == pytest.approx(
        board_module.FIRST_DRAWING, abs=cost + 0.001
    )
    assert [kind for kind, _ in outputs] == ["updatable"] + ["update"] * (
        len(drawings) - 1
    )


def test_the_last_state_is_drawn_however_short_the_run(outputs):
    board = curve()
    assert outputs == []
    board.show()
    ((kind, data),) = outputs
    assert kind == "updatable"
    assert data["image/svg+xml"] == board._svg()
    assert data["text/plain"] == "train_loss and val_loss"


def test_a_reset_board_begins_a_new_figure(outputs):
    board = curve()
    board.show()
    board.reset()
    board.show()  # nothing to draw
    board.draw(1, 1, "val_loss")
    board.show()
    assert [kind for kind, _ in outputs] == ["updatable", "updatable"]
    assert list(board.data) == ["val_loss"]


@pytest.mark.parametrize(
    "shell", [SimpleNamespace(kernel="a kernel"), SimpleNamespace()]
)
def test_a_stored_notebook_gets_one_ordinary_figure(outputs, clock, monkeypatch, shell):
    monkeypatch.setenv("BOARD", "final")
    monkeypatch.setattr(board_module, "get_ipython", lambda: shell)
    board = ProgressBoard()
    for i in range(100):
        clock.now += 1
        board.draw(i, i, "loss")
    board.show()
    assert [kind for kind, _ in outputs] == ["plain"]


def test_nothing_is_drawn_when_off_or_without_display(
    outputs, clock, monkeypatch, capsys
):
    curve(display=False).show()
    monkeypatch.setenv("BOARD", "off")
    board = ProgressBoard()
    for i in range(100):
        clock.now += 1
        board.draw(i, i, "loss")
    board.show()
    assert outputs == [] and capsys.readouterr().out == ""
    assert len(board.data["loss"]) == 100  # but everything is recorded


def test_an_unknown_mode_is_an_error(monkeypatch):
    monkeypatch.setenv("BOARD", "sometimes")
    with pytest.raises(ValueError, match=r"'sometimes'.*live, final or off"):
        curve().show()


@pytest.mark.parametrize("mode", ["live", "final"])
def test_a_pipe_gets_one_line_at_the_end(monkeypatch, capsys, clock, mode):
    monkeypatch.setattr(board_module, "get_ipython", lambda: None)
    monkeypatch.setenv("BOARD", mode)
    board = ProgressBoard("epoch")
    for i in range(100):
        clock.now += 1
        board.draw(i + 1, 1 / (i + 1), "loss")
    assert capsys.readouterr().out == ""
    board.show()
    assert capsys.readouterr().out == "epoch 100  loss 0.01\n"


def test_a_terminal_gets_one_line_that_is_rewritten(monkeypatch, capsys, clock):
    monkeypatch.setattr(board_module, "get_ipython", lambda: None)
    monkeypatch.setenv("BOARD", "live")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    board = ProgressBoard("epoch")
    for i in range(3):
        clock.now += board_module.FIRST_DRAWING
        board.draw(i + 1, 1 / (i + 1), "loss")
    board.show()
    text = capsys.readouterr().out
    assert text.count("\n") == 1 and text.endswith("\n")
    frames = text[:-1].split("\r")[1:]
    assert (
        frames[0] == "epoch 1  loss 1\x1b[K"
    )  # written over the line, the rest of it cleared
    assert frames[-1] == "epoch 3  loss 0.3333\x1b[K"


def test_the_figure_has_the_points_labels_and_scales_asked_for():
    board = curve(xlim=(0, 3), ylabel="loss", yscale="log")
    (axes,) = board.figure().axes
    assert axes.get_xlabel() == "epoch" and axes.get_ylabel() == "loss"
    assert axes.get_xlim() == (0, 3) and axes.get_yscale() == "log"
    train, val = axes.lines
    assert np.allclose(train.get_xydata(), board.data["train_loss"])
    assert np.allclose(val.get_xydata(), board.data["val_loss"])
    assert train.get_linestyle() != val.get_linestyle()  # not by colour alone
    assert [text.get_text() for text in axes.get_legend().get_texts()] == list(
        board.data
    )


def test_a_figure_is_reproducible_and_leaves_the_random_generators_alone():
    states = (
        random.getstate(),
        np.random.get_state()[1].tolist(),
        torch.get_rng_state().tolist(),
    )
    first = curve()._svg()
    assert curve()._svg() == first
    assert "date" not in first
    assert (random.getstate(), np.random.get_state()[1].tolist()) == states[:2]
    assert torch.get_rng_state().tolist() == states[2]
    assert ElementTree.fromstring(first).tag.endswith("svg")


@pytest.mark.parametrize("value", [math.nan, math.inf, 1e300])
def test_a_diverging_run_can_be_drawn(value):
    board = ProgressBoard("epoch")
    for i, y in enumerate([1.0, value, value]):
        board.draw(i, y, "loss")
    assert ElementTree.fromstring(board._svg()).tag.endswith("svg")
