"""Run the cells that come over a channel, one at a time, and report each."""

from __future__ import annotations

import base64
import builtins
import getpass
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from IPython.core.error import StdinNotImplementedError

from . import reporting
from .shell import Shell, Stream

# The clock that rings for each kind of time, in the order in which the channel names
# them.
_CLOCKS = (
    (signal.SIGALRM, signal.ITIMER_REAL),
    (signal.SIGPROF, signal.ITIMER_PROF),
)


class TimeLimit(KeyboardInterrupt):
    """Raised inside a cell that has used up its time: only that cell is lost."""


def serve(channel: socket.socket, shell: Shell, reported: str) -> None:
    """Run cells until the channel ends: one line of JSON each way per cell.

    Args:
        channel: its first line gives the folder, its files, and the environment.
        shell: what runs the cells.
        reported: the MIME type of what cells report.
    """
    process = os.getpid()
    lines = channel.makefile("rwb")
    _begin(json.loads(lines.readline()))
    sys.stdout = Stream("stdout", shell)
    sys.stderr = Stream("stderr", shell)
    builtins.input = getpass.getpass = _no_input
    for index, line in enumerate(lines):
        cell = json.loads(line)
        shell.begin_cell(cell["room"])
        _run(shell, cell["source"], cell["timers"])
        if os.getpid() != process:
            os._exit(0)  # a copy that the cell made of this process
        rooms = reporting.Rooms(cell["room"], cell["reported_room"])
        lines.write(reporting.record(index, shell.outputs, rooms, reported))
        lines.flush()


def _begin(first: dict[str, Any]) -> None:
    os.chdir(first["work"])
    os.environ.update(first["environment"])
    for name, content in first["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(base64.b64decode(content))


def _run(shell: Shell, source: str, timers: list[tuple[float, str]]) -> None:
    """Run a cell, and interrupt it when its time is up."""
    running = True

    def bell(message: str) -> Callable[[int, FrameType | None], None]:
        def ring(number: int, frame: FrameType | None) -> None:
            if running:
                raise TimeLimit(message)

        return ring

    try:
        for (number, clock), (seconds, message) in zip(_CLOCKS, timers, strict=True):
            signal.signal(number, bell(message))
            signal.setitimer(clock, seconds)
        shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        running = False
    except BaseException as error:  # outside of IPython's own handlers
        running = False
        shell.show_error(type(error), str(error), [])
    for _, clock in _CLOCKS:
        signal.setitimer(clock, 0)


def _no_input(*_: Any, **__: Any) -> str:
    raise StdinNotImplementedError("nobody is there to answer while this notebook runs")
