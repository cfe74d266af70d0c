"""The trusted side of the sandbox: start it, and hand it notebooks."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import IO

from . import bubblewrap, cgroups, launcher, why_unavailable
from .bubblewrap import Mount, Program
from .errors import SandboxLost, SandboxUnavailable
from .inside.confine import WORK
from .limits import Limits
from .preparation import Preparation
from .supervisor import Notebook, Run, Supervisor

# What is said over the control socket: see `inside.zygote`.
_RUN = b"r"
_END = b"e"
_READY = b"+"

_SECONDS_TO_ANSWER = 120
_SECONDS_TO_END = 10
_MOST_OF_A_LOG = 1000
_SERVE = "from sandbox.inside import zygote; zygote.main()"
_LAUNCH = "from sandbox import launcher; launcher.main()"


class Engine:
    """Runs notebooks one after the other, each in a fork of one sandboxed process.

    Entering the context starts that process; without a context the first `run` does.

    Args:
        limits: what each notebook may use.
        preparation: what notebooks find inside.
        unsafe: leaves out the confinement, and nothing else.

    Attributes:
        limits: those on time and output may be changed between notebooks.
        program: the bubblewrap that runs, once it does.
        outer_user: the user id, outside, of what ran in it last.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        preparation: Preparation | None = None,
        *,
        unsafe: bool = False,
    ) -> None:
        self.limits = limits or Limits()
        self.preparation = preparation or Preparation()
        self.unsafe = unsafe
        self.program: Program | None = None
        self.outer_user = -1
        self._forget()
        _ENGINES.add(self)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._groups: Path | None = None
        self._as_nobody = False  # not as the root that started it

    def __enter__(self) -> Engine:
        """Start the sandbox.

        Raises:
            SandboxUnavailable: if notebooks would not be confined in it.
        """
        with self._lock:
            self._start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        if self._control is not None:
            # The zygote sees the end of its socket and ends, with everything else.
            self._control.close()
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(_SECONDS_TO_END)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def run(
        self,
        cells: list[str],
        files: Mapping[str, str | bytes],
        environment: dict[str, str],
    ) -> Run:
        """Run a notebook's cells in order.

        An error in a cell does not keep the next ones from running; a broken limit may.

        Args:
            cells: their sources.
            files: what stands in its folder, relative path to content.
            environment: variables beyond the sandbox's own.

        Raises:
            ValueError: for a path that leaves the folder.
            SandboxUnavailable: if there is no sandbox to be had.
            SandboxLost: if it ended meanwhile, which says nothing about the notebook.
        """
        for name in files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"not a path inside the notebook's folder: {name!r}")
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._run(Notebook(cells, dict(files), environment, WORK))

    def _start(self) -> None:
        """Start the sandbox with the first bubblewrap that works."""
        self.close()
        if self.unsafe:
            self._start_with(None)
            return
        why_unavailable.refuse_impossible_machines()
        installed = bubblewrap.programs()
        if not installed:
            raise why_unavailable.not_installed()
        self._groups = cgroups.find_parent()
        if self._groups is not None:
            cgroups.remove_left_behind(self._groups)
            cgroups.hand_down_controllers(self._groups)
        refusals = []
        for program in installed:
            try:
                self._start_with(program)
            except SandboxUnavailable as refusal:
                refusals.append(refusal)
            else:
                self.program = program
                return
        raise refusals[0]

    def _start_with(self, program: Program | None) -> None:
        self._control, theirs = socket.socketpair()
        self._control.settimeout(_SECONDS_TO_ANSWER)
        with theirs, tempfile.TemporaryFile() as log:
            try:
                self._process = self._open_process(program, theirs, log)
                theirs.close()
                if self._control.recv(1) != _READY:
                    raise SandboxLost("it did not start")
                self._try_it()
            except (OSError, SandboxLost) as error:
                self.close()
                log.seek(0)
                said = log.read()[-_MOST_OF_A_LOG:].decode(errors="replace")
                raise why_unavailable.explain(f"{error} {said}") from None

    def _open_process(
        self, program: Program | None, theirs: socket.socket, log: IO[bytes]
    ) -> subprocess.Popen[bytes]:
        command, environment = self._command(program, theirs.fileno())
        return subprocess.Popen(
            command,
            env=environment,
            cwd="/",
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # an interrupt from the keyboard is for the parent
        )

    def _command(
        self, program: Program | None, control: int
    ) -> tuple[list[str], dict[str, str]]:
        """Return what starts the sandbox, and in what environment."""
        options = {
            "confined": program is not None,
            "limits": asdict(self.limits),
            "warm_up": self.preparation.warm_up,
            "reported": self.preparation.reported,
        }
        words = [sys.executable, "-P", "-c", _SERVE, str(control), json.dumps(options)]
        folders = bubblewrap.package_folders(self.preparation).values()
        parents = dict.fromkeys(os.path.dirname(folder) for folder in folders)
        if program is None:
            paths = {"PYTHONPATH": os.pathsep.join(parents)}
            return words, os.environ | bubblewrap.ENVIRONMENT | paths
        steps = bubblewrap.layout(self.preparation)
        self._as_nobody = launcher.is_needed()
        if self._as_nobody:
            request = launcher.request(program, steps, words)
            first = [sys.executable, "-P", "-S", "-c", _LAUNCH, request]
            return first, {"PYTHONPATH": str(Path(__file__).parent.parent)}
        return [*bubblewrap.command(program.path, steps, _source), *words], {}

    def _try_it(self) -> None:
        """Run a notebook without cells; above all, to see that forks are confined."""
        self._run(Notebook([], {}, {}, WORK))

    def _run(self, notebook: Notebook) -> Run:
        assert self._control is not None
        ours, theirs = socket.socketpair()
        try:
            with ours, theirs, self._group() as group, self._folder() as work:
                socket.send_fds(self._control, [_RUN], [theirs.fileno()])
                theirs.close()
                supervisor = Supervisor(
                    ours,
                    self.limits,
                    reported=self.preparation.reported,
                    confined=not self.unsafe,
                    never_root=self._as_nobody,
                    group=group,
                )
                try:
                    return supervisor.run(replace(notebook, work=work))
                finally:
                    self.outer_user = supervisor.user
                    self._end()  # before its group and folder are removed
        except OSError as error:
            self.close()
            raise SandboxLost(str(error)) from None

    @contextlib.contextmanager
    def _group(self) -> Iterator[cgroups.Group | None]:
        if self._groups is None:
            yield None
            return
        with cgroups.Group(self._groups, self.limits) as group:
            yield group

    @contextlib.contextmanager
    def _folder(self) -> Iterator[str]:
        if not self.unsafe:
            yield WORK
            return
        with tempfile.TemporaryDirectory() as folder:
            yield folder

    def _end(self) -> None:
        """Have the zygote kill what is left of the notebook.

        Raises:
            SandboxLost: if it cannot; then it has ended, or is ended here.
        """
        if self._control is None:
            return
        try:
            self._control.sendall(_END)
            answered = self._control.recv(1) == _READY
        except OSError:
            answered = False
        if not answered:
            self.close()
            raise SandboxLost("it ended while it ran a notebook")


_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


def _let_go() -> None:
    """In a forked child, close what would keep a dead parent's sandbox alive."""
    for engine in _ENGINES:
        if engine._control is not None:
            engine._control.close()
        engine._forget()


os.register_at_fork(after_in_child=_let_go)


def _source(mount: Mount) -> str:
    return mount.source
