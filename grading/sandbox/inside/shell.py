"""Run cells in an IPython shell and collect their outputs as a Jupyter kernel would."""

from __future__ import annotations

import builtins
import getpass
import inspect
import io
import json
import os
import re
import signal
import socket
import subprocess
import sys
import zlib
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
from IPython.core.compilerop import CachingCompiler
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.error import StdinNotImplementedError
from IPython.core.inputtransformer2 import TransformerManager
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Instance, Type
from traitlets.config import Config

from ..records import OBSERVATION


class TimeLimit(KeyboardInterrupt):
    """Raised inside a cell that has used up its time, so that only that cell is lost."""


class _Publisher(DisplayPublisher):
    shell: Shell

    def publish(  # type: ignore[override]
        self,
        data: Any,
        metadata: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        output = {
            "output_type": "display_data",
            "data": data,
            "metadata": metadata or {},
        }
        if update or (transient or {}).get("display_id") is not None:
            output["id"] = str((transient or {}).get("display_id"))
        earlier = [
            o for o in self.shell.outputs if update and o.get("id") == output["id"]
        ]
        for shown in earlier:
            shown.update(output)
        if not earlier:
            self.shell.show(output)

    def clear_output(self, wait: bool = False) -> None:
        self.shell.clear_first = True
        if not wait:
            self.shell.clear_if_asked()


class _Result(DisplayHook):
    shell: Shell

    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        output = {
            "output_type": "execute_result",
            "data": format_dict,
            "metadata": md_dict or {},
        }
        if format_dict:
            self.shell.show(output | {"execution_count": self.prompt_count})

    def finish_displayhook(self) -> None:
        pass


class _Compiler(CachingCompiler):
    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:
        name = f"/tmp/ipykernel_1/{zlib.crc32(raw_code.encode())}.py"  # tracebacks depend on it
        # Else a traceback looks through all modules, and the fork copies the pages of each.
        inspect.modulesbyfile[name] = "__main__"
        return name


class Transformers(TransformerManager):
    """IPython's input transformers, without their search where there is nothing to find."""

    usual = TransformerManager().token_transformers
    # What starts a line, is assigned or ends a line where those find a magic, !command or help?.
    sign = re.compile(r"^\s*[%!?,;/]|=\s*[%!]|\?\s*$", re.MULTILINE)

    def do_token_transforms(self, lines: list[str]) -> list[str]:
        """Replace magics, !commands and help? by Python."""
        if self.token_transformers == self.usual and not self.sign.search(
            "".join(lines)
        ):
            return (
                lines  # to look at each token takes longer than most cells take to run
            )
        return super().do_token_transforms(lines)  # type: ignore[no-any-return, no-untyped-call]


class Shell(InteractiveShell):
    """IPython without a terminal or a network protocol; `outputs` are the current cell's."""

    display_pub_class = Type(_Publisher)
    displayhook_class = Type(_Result)
    compiler_class = Type(_Compiler)
    input_transformer_manager = Instance(Transformers, ())

    def begin_cell(self, room: int) -> None:
        """Make ready for a cell that may write about `room` characters."""
        self.outputs: list[dict[str, Any]] = []
        self.room = self.room_left = room
        self.clear_first = False

    def show(self, output: dict[str, Any]) -> None:
        """Append an output, instead of the earlier ones if these are to be cleared."""
        self.clear_if_asked()
        self.outputs.append(output)

    def clear_if_asked(self) -> None:
        """Do what `clear_output` put off."""
        if self.clear_first:
            self.begin_cell(self.room)

    def should_run_async(self, raw_cell: str, **more: Any) -> bool:
        """Compile a cell to see whether it awaits something only if it may."""
        may = bool(re.search("await|async", raw_cell))
        return may and super().should_run_async(raw_cell, **more)

    def init_virtualenv(self) -> None:
        """Look for no other environment."""

    def enable_gui(self, gui: Any = None) -> None:
        """Have none."""

    def ask_exit(self) -> None:
        """End the cell, not the process, when it calls `exit()`."""
        raise SystemExit

    def system(self, cmd: str) -> None:
        """Run `!cmd` and print what it prints."""
        command = str(self.var_expand(cmd, depth=1))  # type: ignore[no-untyped-call]
        done = subprocess.run(command, shell=True, stdout=-1, stderr=-2, text=True)
        print(done.stdout, end="")
        self.user_ns["_exit_code"] = done.returncode

    def _format_exception_for_storage(self, *_: Any, **__: Any) -> dict[str, Any]:
        return {}  # for a history that nobody keeps, and as slow as the traceback itself

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        error = {"output_type": "error", "ename": etype.__name__, "evalue": str(evalue)}
        self.show(error | {"traceback": stb})


class _Stream(io.TextIOBase):
    encoding, errors = "UTF-8", "strict"

    def __init__(self, name: str, shell: Shell) -> None:
        self.name, self._shell = name, shell

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")
        shell = self._shell
        shell.clear_if_asked()
        if text and shell.room_left >= 0:  # no more than will be told anyway
            shell.room_left -= len(text)
            if not shell.outputs or shell.outputs[-1].get("name") != self.name:
                shell.room_left -= 50
                shell.show({"output_type": "stream", "name": self.name, "text": []})
            shell.outputs[-1]["text"].append(text)
        return len(text)


def make_shell() -> Shell:
    """Make the one shell of this process, with inline figures."""
    config = Config()
    config.HistoryManager.enabled = False  # no database and no thread
    shell: Shell = Shell.instance(config=config)
    no_pager = (
        "show_in_pager",
        lambda *_, **__: None,
        99,
    )  # help is no part of a notebook
    shell.set_hook(*no_pager)  # type: ignore[no-untyped-call]
    shell.begin_cell(0)
    plt.figure().text(
        0, 0, "fonts"
    ).figure.canvas.draw()  # the backend installs itself, too
    plt.close("all")
    return shell


def serve(channel: socket.socket, shell: Shell, limits: dict[str, Any]) -> None:
    """Run the cells that come over the channel until it ends: one JSON line each way per cell."""
    process = os.getpid()
    lines = channel.makefile("rwb")
    begin = json.loads(lines.readline())
    os.chdir(begin["work"])
    os.environ.update(begin["env"])
    for name, text in begin["files"].items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")
    sys.stdout, sys.stderr = _Stream("stdout", shell), _Stream("stderr", shell)
    builtins.input = getpass.getpass = _no_input
    for index, line in enumerate(lines):
        cell = json.loads(line)
        shell.begin_cell(cell["room"])
        _run_cell(shell, cell["source"], cell["timers"])
        if os.getpid() != process:
            os._exit(0)  # a copy that the cell made of this process
        shown, whole = _fit(shell.outputs, cell["room"], limits["cell_output_bytes"])
        head = f'{{"cell": {index}, "whole": {json.dumps(whole)}, "outputs": ['
        lines.write(f"{head}{', '.join(shown)}]}}\n".encode())
        lines.flush()


def _run_cell(shell: Shell, source: str, timers: list[list[Any]]) -> None:
    running = True

    def ring(message: str) -> None:
        if running:
            raise TimeLimit(message)

    clocks = (
        (signal.SIGALRM, signal.ITIMER_REAL),
        (signal.SIGPROF, signal.ITIMER_PROF),
    )
    try:
        for (number, clock), (seconds, message) in zip(clocks, timers, strict=True):
            signal.signal(number, lambda *_, message=message: ring(message))
            signal.setitimer(clock, seconds)
        shell.run_cell(source, store_history=True)  # type: ignore[no-untyped-call]
        running = False
    except BaseException as error:  # outside of IPython's own handlers
        running = False
        shell._showtraceback(type(error), error, [])
    for _, clock in clocks:
        signal.setitimer(clock, 0)


def _fit(
    outputs: list[dict[str, Any]], room: int, observed: int
) -> tuple[list[str], bool]:
    """Encode what fits in `room` bytes, observations in `observed` more, and tell if all does."""
    kept, whole = [], True
    for output in list(outputs):
        line, kind = (
            json.dumps(output, default=repr, skipkeys=True),
            output["output_type"],
        )
        if OBSERVATION in output.get("data", ()) and "id" not in output:
            fits = keep = len(line) <= observed
            observed -= len(line) if keep else 0
        else:
            fits = len(line) <= room
            if not fits and kind == "stream":  # a character is 12 bytes at most
                line = json.dumps(
                    output | {"text": ["".join(output["text"])[: room // 12]]}
                )
            elif not fits and kind == "error":
                line = json.dumps(
                    output | {"evalue": output["evalue"][:1000], "traceback": []}
                )
            keep = fits or kind == "error" or (kind == "stream" and room > 0)
            room = max(0, room - len(line)) if keep else room
        whole &= fits
        kept += [line] if keep else []
    return kept, whole


def _no_input(*_: Any, **__: Any) -> str:
    raise StdinNotImplementedError("nobody is there to answer while this notebook runs")
