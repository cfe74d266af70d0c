"""The process that has everything imported, and forks for each notebook.

Commands come over an inherited socket, one byte each. `RUN` has a descriptor attached,
over which the notebook is spoken to. `END` ends it, and is answered when nothing of it
is left. When the other side of the socket is gone, so is everything here.
"""

from __future__ import annotations

import gc
import json
import os
import platform
import random
import signal
import socket
import sys
from dataclasses import dataclass
from typing import Any

from . import cells, confine, linux, shell, syscall_filter

RUN = b"r"
END = b"e"
READY = b"+"

CHANNEL = (
    200  # a notebook's only descriptor besides /dev/null; libraries close low ones
)
_MOST_DESCRIPTORS = 1 << 20
_STANDARD_STREAMS = (0, 1, 2)


@dataclass(frozen=True)
class Options:
    """What the trusted side sets when it starts the sandbox.

    Attributes:
        confined: False leaves out the confinement, and nothing else.
        limits: the fields of `Limits`.
        warm_up: see `Preparation`.
        reported: see `Preparation`.
    """

    confined: bool
    limits: dict[str, Any]
    warm_up: list[str]
    reported: str


def main() -> None:
    """Serve the socket whose number is the first argument; then come `Options`."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = Options(**json.loads(sys.argv[2]))
    sys.argv = [""]
    sys.path.insert(0, "")  # the current directory, as in a kernel
    places = confine.look_around() if options.confined else confine.Places()
    if options.confined:
        confine.make_devices_immutable()
    session = shell.make_shell()
    _warm_up(session, options.warm_up)
    Zygote(control, options, session, places).serve()


def _warm_up(session: shell.Shell, steps: list[str]) -> None:
    """Do what every notebook does first, once for all of them."""
    session.begin_cell(0)
    for cell in steps:
        session.run_cell(cell)  # type: ignore[no-untyped-call]
    session.reset()  # type: ignore[no-untyped-call]
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page
    if sys.platform == "linux":
        confine.use_big_pages()


class Zygote:
    """Forks for each notebook, and ends it.

    Args:
        control: the socket that commands come over.
        options: see there.
        session: the shell that every fork inherits.
        places: see there.
    """

    def __init__(
        self,
        control: socket.socket,
        options: Options,
        session: shell.Shell,
        places: confine.Places,
    ) -> None:
        self._control = control
        self._options = options
        self._session = session
        self._places = places
        self._notebook = 0  # its process id, while there is one
        self._pid_namespace = -1
        if options.confined:
            self._pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY)
            syscall_filter.build(platform.machine())  # which is remembered

    def serve(self) -> None:
        """Follow commands until the socket is closed at its other end."""
        self._control.sendall(READY)
        while True:
            command, descriptors, _, _ = socket.recv_fds(self._control, 1, 1)
            if command == RUN:
                self._fork(descriptors[0])
                continue
            self._end()
            if not command:
                return
            self._control.sendall(READY)

    def _fork(self, channel: int) -> None:
        confined = self._options.confined
        pid = confine.fork(self._pid_namespace) if confined else os.fork()
        if pid == 0:
            self._be_a_notebook(channel)
        if not confined:
            os.setpgid(pid, pid)
        os.close(channel)
        self._notebook = pid

    def _end(self) -> None:
        """Kill what is left of the notebook and wait for it."""
        if not self._notebook:
            return
        if self._options.confined:
            # The death of pid 1 takes its namespace along; waiting ends when all are
            # gone.
            os.kill(self._notebook, signal.SIGKILL)
        else:
            os.killpg(self._notebook, signal.SIGKILL)
        os.waitpid(self._notebook, 0)
        self._notebook = 0

    def _be_a_notebook(self, channel: int) -> None:
        """Run one notebook, in a fork. Never returns."""
        try:
            hello = self._prepare(channel)
            random.seed(0)  # Python seeds it anew in each fork, by chance
            _tell(hello)
            cells.serve(
                socket.socket(fileno=CHANNEL),
                self._session,
                self._options.reported,
            )
        except Exception as error:
            _tell({"failed": f"{type(error).__name__}: {error}"})
        finally:
            os._exit(0)

    def _prepare(self, channel: int) -> dict[str, Any]:
        """Close this process off. Returns what the trusted side is told first."""
        options = self._options
        if options.confined:
            os.setsid()  # or a signal to its own group would reach the zygote
        if sys.platform == "linux":
            linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        _close_all_but(channel)
        # This is the process id outside: until it is covered, /proc is the machine's.
        pid = int(os.readlink("/proc/self")) if options.confined else os.getpid()
        confine.set_limits(options.limits, confined=options.confined)
        if not options.confined:
            return {"pid": pid, "failed": ""}
        confine.confine(options.limits["file_mib"], self._places)
        return {"pid": pid, "failed": ", ".join(confine.leaks())}


def _close_all_but(channel: int) -> None:
    """Keep the channel, under its number, and /dev/null as standard streams."""
    os.dup2(channel, CHANNEL)
    null = os.open(os.devnull, os.O_RDWR)
    for stream in _STANDARD_STREAMS:
        os.dup2(null, stream)
    os.closerange(len(_STANDARD_STREAMS), CHANNEL)
    os.closerange(CHANNEL + 1, _MOST_DESCRIPTORS)


def _tell(message: dict[str, Any]) -> None:
    os.write(CHANNEL, json.dumps(message).encode() + b"\n")
