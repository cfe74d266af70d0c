"""What the processes of a notebook use, seen from outside by way of /proc."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from .limits import MEMORY, PROCESSES, Limits, breach_of

# Fields of /proc/<pid>/stat, counted from the one behind the name, which is in
# brackets.
_USER_TICKS, _SYSTEM_TICKS = 11, 12
_REAPED_USER_TICKS, _REAPED_SYSTEM_TICKS = 13, 14
_START_TIME = 19

# Fields of /proc/<pid>/statm.
_RESIDENT, _SHARED = 1, 2

_KIB_OF_A_PAGE = os.sysconf("SC_PAGE_SIZE") // 1024
_TICKS_OF_A_SECOND = os.sysconf("SC_CLK_TCK")
_OWN_MEMORY = re.compile(rb"^Pss_(?:Anon|Shmem):\s*(\d+)", re.MULTILINE)

_Key = tuple[int, int]  # a process id and its start time: the id alone is used again


@dataclass(frozen=True)
class _Times:
    """Ticks of the processor: a process's own, and those of children it waited for."""

    own: int
    reaped: int


class Watcher:
    """Adds up what a process and all its descendants use.

    Processor time only grows: what a process had when it was last seen stays counted,
    whether or not anybody waits for it.

    Args:
        pid: the first process.
        limits: what to hold them to.
        own_network: whether they have a network namespace, whose sockets are theirs.

    Attributes:
        cpu_seconds: processor time used, when last looked at.
    """

    def __init__(self, pid: int, limits: Limits, *, own_network: bool) -> None:
        self.pid = pid
        self.cpu_seconds = 0.0
        self._limits = limits
        self._own_network = own_network
        self._last: dict[_Key, _Times] = {}
        self._ticks = 0
        # What the first process has from the one it was forked from: the libraries.
        self._inherited_kib = 0
        with contextlib.suppress(OSError):
            self._inherited_kib = _anonymous_kib(pid)

    def look(self, look_at_clock: Callable[[], None]) -> None:
        """Look at all processes.

        Args:
            look_at_clock: called before each process, since reading about one can take
                a second while others fork.

        Raises:
            Breach: if they are too many or too big.
        """
        processes = [self.pid]
        tasks = 0
        resident_kib = 0
        now: dict[_Key, _Times] = {}
        for process in processes:  # which grows meanwhile
            look_at_clock()
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                for task in Path(f"/proc/{process}/task").iterdir():
                    tasks += 1
                    processes += map(int, (task / "children").read_bytes().split())
                if max(tasks, len(processes)) > self._limits.processes:
                    # At once: they may become many more.
                    raise breach_of(PROCESSES, self._limits)
                key, times = _times(process)
                now[key] = times
                resident_kib += _resident_kib(process)
        self._add_up(now)
        self._look_at_memory(processes, resident_kib)
        self._look_at_sockets()

    def _add_up(self, now: dict[_Key, _Times]) -> None:
        """Add the time used since the last look.

        By one way of counting, a process that ended unseen is missing; by the other,
        one that nobody waited for. The larger of the two is right for both.
        """
        before = self._last
        nothing = _Times(0, 0)
        of_the_living = sum(
            times.own - before.get(key, nothing).own for key, times in now.items()
        )
        with_the_reaped = _sum(now) - _sum(before)
        self._ticks += max(of_the_living, with_the_reaped, 0)
        self._last = now
        self.cpu_seconds = self._ticks / _TICKS_OF_A_SECOND

    def _look_at_memory(self, processes: list[int], resident_kib: int) -> None:
        allowed = self._limits.memory_mib * 1024 + self._inherited_kib
        if resident_kib <= allowed:
            return  # which says enough, and is quick to find
        used = 0
        for process in processes:
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                used += self._own_kib(process)
        if used > allowed:
            raise breach_of(MEMORY, self._limits)

    def _own_kib(self, process: int) -> int:
        """Return a process's part of the memory that belongs to no file."""
        try:
            text = Path(f"/proc/{process}/smaps_rollup").read_bytes()
        except PermissionError:  # root in a container, without CAP_SYS_PTRACE
            return max(0, _anonymous_kib(process) - self._inherited_kib)
        return sum(int(number) for number in _OWN_MEMORY.findall(text))

    def _look_at_sockets(self) -> None:
        if not self._own_network:
            return
        count = 0
        for family in ("unix", "netlink"):
            with contextlib.suppress(OSError):
                table = Path(f"/proc/{self.pid}/net/{family}").read_bytes()
                count += table.count(b"\n")
        if count > self._limits.sockets:
            raise breach_of(MEMORY, self._limits)


def user_of(process: int) -> int:
    """Return the user id that a process has outside.

    Raises:
        OSError: if it has ended.
    """
    for line in Path(f"/proc/{process}/status").read_bytes().splitlines():
        if line.startswith(b"Uid:"):
            _, _, effective, *_ = line.split()
            return int(effective)
    raise ProcessLookupError(process)


def _times(process: int) -> tuple[_Key, _Times]:
    # The name in brackets is the process's own choice, and need not be text.
    stat = Path(f"/proc/{process}/stat").read_bytes()
    fields = [int(word) for word in stat.rpartition(b")")[2].split()[1:]]
    fields.insert(0, 0)  # the state, a letter
    own = fields[_USER_TICKS] + fields[_SYSTEM_TICKS]
    reaped = fields[_REAPED_USER_TICKS] + fields[_REAPED_SYSTEM_TICKS]
    return (process, fields[_START_TIME]), _Times(own, reaped)


def _sum(table: dict[_Key, _Times]) -> int:
    return sum(times.own + times.reaped for times in table.values())


def _pages(process: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{process}/statm").read_bytes().split()]


def _resident_kib(process: int) -> int:
    return _pages(process)[_RESIDENT] * _KIB_OF_A_PAGE


def _anonymous_kib(process: int) -> int:
    pages = _pages(process)
    return (pages[_RESIDENT] - pages[_SHARED]) * _KIB_OF_A_PAGE
