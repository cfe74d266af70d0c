"""Control groups (version 2), where this process may make some.

A group sees what /proc does not show: the time of children nobody waits for, and the
kernel's own memory. Where there is none, `usage` does what it can.
"""

from __future__ import annotations

import contextlib
import itertools
import os
from pathlib import Path

from .limits import Limits

_FIRST_MIB = 256  # of pages that a notebook copies of what it has from the libraries
_NAME = "notebook"
_NUMBERS = itertools.count()
_MICROSECONDS = 1_000_000


class Group:
    """The group of one notebook. Leaving the context removes it, when it is empty.

    Args:
        parent: from `find_parent`.
        limits: set as far as the parent hands down the controllers for them.
    """

    def __init__(self, parent: Path, limits: Limits) -> None:
        self.path = parent / f"{_NAME}-{os.getpid()}-{next(_NUMBERS)}"
        self.path.mkdir()
        # The kernel keeps count of the processor's time without any controller.
        settings = {
            "memory.max": (limits.memory_mib + _FIRST_MIB) * 2**20,
            "memory.swap.max": 0,
            "pids.max": limits.processes,
        }
        controllers = self._read("cgroup.controllers").split()
        for name, value in settings.items():
            if name.partition(".")[0] in controllers:
                with contextlib.suppress(FileNotFoundError):  # a kernel without swap
                    (self.path / name).write_text(str(value))

    def __enter__(self) -> Group:
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self.path.rmdir()

    def add(self, pid: int) -> None:
        """Put a process into the group; its children will be there too."""
        (self.path / "cgroup.procs").write_text(str(pid))

    @property
    def cpu_seconds(self) -> float:
        """Processor time of everything that was ever in it."""
        return self._counter("cpu.stat", "usage_usec") / _MICROSECONDS

    @property
    def ran_out_of_memory(self) -> bool:
        """Whether the kernel has killed a process in it for its memory."""
        return self._counter("memory.events", "oom_kill") > 0

    def _counter(self, file: str, name: str) -> int:
        for line in self._read(file).splitlines():
            key, _, value = line.partition(" ")
            if key == name:
                return int(value)
        return 0

    def _read(self, file: str) -> str:
        try:
            return (self.path / file).read_text()
        except FileNotFoundError:  # no such controller here
            return ""


def find_parent() -> Path | None:
    """Return the group in which this process may make others, or None."""
    mount = _mount_point()
    if mount is None:
        return None
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        hierarchy, _, path = line.split(":", 2)
        if hierarchy == "0":  # which is version 2
            here = mount / path.lstrip("/")
            return here if _can_make_groups(here) else None
    return None


def remove_left_behind(parent: Path) -> None:
    """Remove the groups of processes that were killed before they could do it."""
    for path in parent.glob(f"{_NAME}-*-*"):
        pid = path.name.split("-")[1]
        if not Path(f"/proc/{pid}").exists():
            with contextlib.suppress(OSError):
                path.rmdir()


def controllers_handed_down(parent: Path) -> list[str]:
    """Return what the groups made in `parent` can limit."""
    return (parent / "cgroup.subtree_control").read_text().split()


def hand_down_controllers(parent: Path) -> None:
    """Have groups made in `parent` limit memory and processes, if that is ours to say.

    It is where systemd has marked the group as delegated. The kernel asks that no
    process is in it then, so those there are moved to a group of their own.
    """
    wanted = {"memory", "pids"} & set(
        (parent / "cgroup.controllers").read_text().split()
    )
    missing = wanted - set(controllers_handed_down(parent))
    if not missing or not _is_delegated(parent):
        return
    with contextlib.suppress(OSError):
        ours = parent / "grader"
        ours.mkdir(exist_ok=True)
        for pid in (parent / "cgroup.procs").read_text().split():
            with contextlib.suppress(ProcessLookupError):
                (ours / "cgroup.procs").write_text(pid)
        words = " ".join(f"+{name}" for name in sorted(missing))
        (parent / "cgroup.subtree_control").write_text(words)


def _mount_point() -> Path | None:
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        fields, _, rest = line.partition(" - ")
        root, point = fields.split()[3:5]
        if rest.split()[0] == "cgroup2" and root == "/":
            return Path(point)
    return None


def _can_make_groups(here: Path) -> bool:
    try:
        probe = here / f"probe-{os.getpid()}-{next(_NUMBERS)}"
        probe.mkdir()
        probe.rmdir()
    except OSError:
        return False
    return os.access(here / "cgroup.procs", os.W_OK)


def _is_delegated(here: Path) -> bool:
    for name in ("user.delegate", "trusted.delegate"):
        with contextlib.suppress(OSError):
            if os.getxattr(here, name) == b"1":
                return True
    return False
