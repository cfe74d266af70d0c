"""Run cells in an IPython shell and collect their outputs, as a Jupyter kernel would."""

from __future__ import annotations

import builtins
import getpass
import io
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .outputs import OBSERVATION


class TimeLimit(KeyboardInterrupt):
    """Raised inside a cell that has used up its time, so that only that cell is lost."""


class Recorder:
    """The outputs of one cell, at most `room` bytes of them (as JSON), observations apart."""

    def __init__(self, room: int, room_for_observations: int) -> None:
        self.limits = room, room_for_observations
        self.truncated = False
        self.clear(wait=False)

    def clear(self, wait: bool) -> None:
        """Forget what was shown; with `wait`, only when something new comes."""
        self.clear_first = wait
        if not wait:
            self.outputs: list[dict[str, Any]] = []
            self.room, self.room_for_observations = self.limits

    def stream(self, name: str, text: str) -> None:
        """Append text, to the last output if that is the same stream."""
        if self.clear_first:
            self.clear(wait=False)
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") != name:
            last = {"output_type": "stream", "name": name, "text": []}
            self.room -= len(json.dumps(last))
        kept = text[: max(0, self.room)]
        while (size := len(json.dumps(kept))) > self.room and kept:
            kept = kept[: len(kept) * max(0, self.room) // size]
        self.truncated |= len(kept) < len(text)
        if kept:
            self.room -= size
            if not last["text"]:
                self.outputs.append(last)
            last["text"].append(kept)

    def add(self, output: dict[str, Any], instead_of: dict[str, Any] | None = None) -> None:
        """Append an output of another kind. Raises TypeError or ValueError if it is no JSON."""
        if self.clear_first:
            self.clear(wait=False)
        size = len(json.dumps(output)) - (len(json.dumps(instead_of)) if instead_of else 0)
        if OBSERVATION in output.get("data", {}) and "id" not in output:
            self.room_for_observations -= size
            fits = self.room_for_observations >= 0
        else:
            fits = size <= self.room
            self.room -= size if fits else 0
        self.truncated |= not fits
        if fits and instead_of is not None:
            instead_of.update(output)
        elif fits:
            self.outputs.append(output)

    def error(self, kind: str, message: str, traceback: list[str]) -> None:
        """Append an error; one too long for the room left is cut short, not left out."""
        output = {"output_type": "error", "ename": kind, "evalue": message, "traceback": traceback}
        if len(json.dumps(output)) > self.room:
            output |= {"ename": kind[:100], "evalue": message[:1000], "traceback": []}
        self.outputs.append(output)


class Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a notebook."""

    encoding = "UTF-8"
    errors = "strict"

    def __init__(self, name: str, shell: Shell) -> None:
        self.name, self._shell = name, shell

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        self._shell.recorder.stream(self.name, text)
        return len(text)


class Publisher(DisplayPublisher):
    """Where `display` ends."""

    shell: Shell

    def publish(  # type: ignore[override]
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        recorder = self.shell.recorder
        output = {"output_type": "display_data", "data": data, "metadata": metadata or {}}
        name = (transient or {}).get("display_id")
        if name is not None or update:
            output["id"] = str(name)
        same = [o for o in recorder.outputs if update and o.get("id") == output["id"]]
        for earlier in same or [None]:
            recorder.add(output, instead_of=earlier)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.recorder.clear(wait)


class Result(DisplayHook):
    """Where the value of a cell's last expression goes."""

    shell: Shell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        if format_dict:
            output = {"output_type": "execute_result", "data": format_dict, "metadata": md_dict}
            self.shell.recorder.add(output | {"execution_count": self.prompt_count})

    def finish_displayhook(self) -> None:
        pass


class Shell(InteractiveShell):
    """IPython without a terminal and without a network protocol."""

    display_pub_class = Type(Publisher)
    displayhook_class = Type(Result)
    recorder = Recorder(0, 0)

    def init_virtualenv(self) -> None:
        pass

    def enable_gui(self, gui: Any = None) -> None:
        pass

    def ask_exit(self) -> None:
        raise SystemExit

    def system(self, cmd: str) -> None:
        done = subprocess.run(
            self.var_expand(cmd, depth=1), shell=True, stdout=-1, stderr=-2, text=True
        )
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        self.recorder.error(str(etype.__name__), str(evalue), stb)


def make_shell() -> Shell:
    """Make the one shell of this process, with the streams and inline figures of a notebook."""
    config = Config()
    config.HistoryManager.enabled = False  # no database and no thread
    shell: Shell = Shell.instance(config=config)
    plt.figure().text(0, 0, "fonts").figure.canvas.draw()  # the backend installs itself, and
    plt.close("all")  # finds out about fonts
    return shell


def serve(channel: socket.socket, shell: Shell, limits: dict[str, Any]) -> None:
    """Run the cells that come over the channel, one JSON line each way per cell, until it is closed."""
    process = os.getpid()
    lines = channel.makefile("rwb")
    begin = json.loads(lines.readline())
    os.chdir(begin["work"])
    os.environ.update(begin["env"])
    for name, text in begin["files"].items():
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    sys.stdout, sys.stderr = Stream("stdout", shell), Stream("stderr", shell)
    builtins.input = getpass.getpass = _no_input
    for index, line in enumerate(lines):
        cell = json.loads(line)
        shell.recorder = Recorder(cell["room"], limits["cell_output_bytes"])
        _run_cell(shell, cell["source"], cell["timers"])
        if os.getpid() != process:
            os._exit(0)  # a copy that the cell made of this process
        record = {"cell": index, "truncated": shell.recorder.truncated}
        record["outputs"] = shell.recorder.outputs
        lines.write(json.dumps(record).encode() + b"\n")
        lines.flush()


def _run_cell(shell: Shell, source: str, timers: list[list[Any]]) -> None:
    running = True

    def ring(message: str) -> None:
        if running:
            raise TimeLimit(message)

    clocks = ((signal.SIGALRM, signal.ITIMER_REAL), (signal.SIGPROF, signal.ITIMER_PROF))
    try:
        for (number, clock), (seconds, message) in zip(clocks, timers, strict=True):
            signal.signal(number, lambda *_, message=message: ring(message))
            signal.setitimer(clock, seconds, 0.25)
        shell.run_cell(source, store_history=True)
        running = False
    except BaseException as error:  # between IPython's own handlers, or of code that broke them
        running = False
        shell.recorder.error(type(error).__name__, str(error), [])
    for _, clock in clocks:
        signal.setitimer(clock, 0)


def _no_input(*_: Any, **__: Any) -> None:
    raise StdinNotImplementedError("there is nobody to ask for input while this notebook runs")
