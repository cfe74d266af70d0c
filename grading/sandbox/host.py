"""What the sandbox rests on here, and whether it holds: facts for a doctor to print.

A hostile notebook is run, and the state of this machine is compared before and after.
"""

from __future__ import annotations

import contextlib
import os
import platform
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from . import cgroups, launcher
from .bubblewrap import FIRST_MENDED_VERSION, Program
from .engine import Engine
from .inside.confine import DEVICES
from .limits import Limits
from .preparation import Preparation
from .supervisor import Run

_SETTINGS = ("kernel", "user", "vm", "fs")  # below /proc/sys
# Settings that are measurements: they change by themselves.
_MEASUREMENTS = {
    "aio-nr",
    "dentry-state",
    "file-nr",
    "hung_task_detect_count",
    "inode-nr",
    "inode-state",
    "ns_last_pid",
    "perf_event_max_sample_rate",
    "pty",
    "random",
    "stat_refresh",
}
_KERNEL_OBJECTS = ("/proc/sysvipc/sem", "/proc/sysvipc/shm", "/proc/sysvipc/msg")
_SHARED_FOLDERS = ("/dev/shm", "/dev/mqueue", "/tmp")

# By these what a hostile notebook leaves is told from what others make meanwhile.
_LEFT = "left-by-a-hostile-notebook"
_LEFT_KEY = 0x6C656674

# Cells of somebody who wants to change the machine. Each prints what it has managed.
HOSTILE = (
    f"left, left_key = {_LEFT!r}, {_LEFT_KEY}",
    """
import os
def attempt(name, function, *arguments):
    try: function(*arguments)
    except OSError: pass
    else: print("changed", name)
for device in ("/dev/null", "/dev/random", "/dev/urandom"):
    attempt(f"the mode of {device}", os.chmod, device, 0o1666)
    attempt(f"the times of {device}", os.utime, device, (0, 0))
    attempt(f"the owner of {device}", os.chown, device, os.getuid(), os.getgid())
    attempt(f"the name of {device}", os.rename, device, device + "x")
""",
    """
for folder, names, files in os.walk("/proc"):
    for name in files:
        attempt(name, open, os.path.join(folder, name), "w")
for setting in ("kernel/pid_max", "kernel/core_pattern", "user/max_user_namespaces"):
    attempt(setting, open, f"/proc/sys/{setting}", "w")
""",
    """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    if getattr(libc, name)(*[ctypes.c_long(a) for a in arguments]) == -1:
        raise OSError
attempt("semaphores", call, "semget", left_key, 32000, 0o1600)
attempt("shared memory", call, "shmget", left_key, 4096, 0o1600)
attempt("message queues", call, "msgget", left_key, 0o1600)
attempt("inotify", call, "inotify_init1", 0)
attempt("fanotify", call, "fanotify_init", 0, 0)
attempt("namespaces", call, "unshare", 0x10000000)
""",
    """
import resource
attempt("core files", resource.setrlimit, resource.RLIMIT_CORE, (0, 0))
""",
    """
import time
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork(): os._exit(0)
        for folder in ("/dev/shm", "/tmp"): open(f"{folder}/{left}", "w")
        time.sleep(600)
""",
    "os.abort()",
)


@dataclass(frozen=True)
class State:
    """What of this machine a notebook must not change.

    Attributes:
        parts: name to value.
    """

    parts: dict[str, str]

    def changes(self, later: State) -> list[str]:
        """Return the names of what is otherwise later."""
        names = sorted({*self.parts, *later.parts})
        return [one for one in names if self.parts.get(one) != later.parts.get(one)]


@dataclass(frozen=True)
class Guarantee:
    """Something that is promised.

    Attributes:
        name: what.
        holds: whether it was seen to hold here.
        rests_on: the mechanism, or what was seen instead.
        remedy: what to change, if it does not hold or could be stronger.
    """

    name: str
    holds: bool
    rests_on: str
    remedy: str = ""


@dataclass(frozen=True)
class Report:
    """What was found.

    Attributes:
        facts: name to value, in the order in which to print them.
        guarantees: see there.
    """

    facts: dict[str, str]
    guarantees: list[Guarantee]

    @property
    def all_hold(self) -> bool:
        """Whether every guarantee holds."""
        return all(guarantee.holds for guarantee in self.guarantees)


def state() -> State:
    """Look at devices, settings, mounts, kernel objects and descendant processes."""
    parts = dict(_devices())
    parts |= dict(_settings())
    parts["mounts"] = Path("/proc/self/mountinfo").read_text()
    for path in _KERNEL_OBJECTS:
        rows = [line.split()[:1] for line in _text_of(Path(path)).splitlines()]
        parts[path] = str([str(_LEFT_KEY)] in rows)
    for folder in _SHARED_FOLDERS:
        parts[f"files left in {folder}"] = str(os.path.exists(f"{folder}/{_LEFT}"))
    parts["processes"] = " ".join(map(str, _descendants(os.getpid())))
    return State(parts)


def examine(limits: Limits, preparation: Preparation) -> Report:
    """Start a sandbox, run a hostile notebook in it, and compare.

    Raises:
        SandboxUnavailable: if there is none to be had.
    """
    before = state()
    with Engine(limits, preparation) as engine:
        user = engine.outer_user
        program = engine.program
        groups = cgroups.find_parent()
        run = engine.run(list(HOSTILE), {}, {})
    changes = before.changes(state())
    successes = _lines_printed(run)
    assert program is not None
    facts = {
        "bubblewrap": _program_in_words(program),
        "known holes": _holes(program),
        "kernel": f"{platform.release()} on {platform.machine()}",
        "user": f"{os.geteuid()} outside, {user} for what runs in the sandbox",
        "control group": str(groups) if groups else "none that this user may divide",
    }
    return Report(facts, list(_guarantees(user, changes, successes, groups)))


def _lines_printed(run: Run) -> list[str]:
    lines: list[str] = []
    for cell in run.cells:
        for output in cell.outputs:
            lines += output.get("text", "").splitlines()
    return lines


def _guarantees(
    user: int, changes: list[str], successes: list[str], groups: Path | None
) -> Iterator[Guarantee]:
    if launcher.is_needed():
        rests_on = f"user id {user}, which is nobody else's"
    else:
        rests_on = f"user id {user}, which also started it"
    yield Guarantee(
        "The machine's root is not inside",
        user != 0,
        rests_on,
        "" if user else "Run the grader as an ordinary user.",
    )
    changed = ", ".join([*changes, *successes])
    yield Guarantee(
        "A hostile notebook changes nothing outside",
        not changed,
        f"changed: {changed}" if changed else "compared before and after",
    )
    yield _guarantee_of_time(groups)
    yield _guarantee_of_memory(groups)


def _guarantee_of_time(groups: Path | None) -> Guarantee:
    name = "Processor time of all processes is counted"
    if groups:
        return Guarantee(name, True, "the kernel's count for a control group")
    return Guarantee(
        name,
        True,
        "looking at /proc every 50 ms: of processes that live shorter than that and "
        "that nobody waits for, some time is missed; wall time bounds it",
        _DELEGATE,
    )


def _guarantee_of_memory(groups: Path | None) -> Guarantee:
    name = "Memory is bounded, the kernel's own included"
    if groups and "memory" in cgroups.controllers_handed_down(groups):
        return Guarantee(name, True, "a control group with the memory controller")
    return Guarantee(
        name,
        True,
        "limits of each process, looking at /proc every 50 ms, and no system calls "
        "for other memory of the kernel's",
        _DELEGATE,
    )


_DELEGATE = (
    "Stronger: start the grader in a control group of its own, "
    "`systemd-run --user --scope -p Delegate=yes ...`."
)


def _program_in_words(program: Program) -> str:
    version = ".".join(map(str, program.version)) or "of an unknown version"
    whose = "the system's" if program.is_of_the_system else "from PyPI"
    return f"{version}, {whose} ({program.path})"


def _holes(program: Program) -> str:
    if program.version >= FIRST_MENDED_VERSION:
        return "none"
    if program.is_of_the_system:
        return "CVE-2026-87766, unless the distribution has mended it"
    return (
        "CVE-2026-87766 (links followed while mounts are set up), which needs a path "
        "that a student chooses: there is none; a mended system package is better"
    )


def _devices() -> Iterator[tuple[str, str]]:
    for device in DEVICES:
        about = os.stat(device)
        mode = stat.filemode(about.st_mode)
        owner = f"{about.st_uid}:{about.st_gid}"
        yield device, f"{mode} {owner} {about.st_rdev} {about.st_mtime_ns}"


def _settings() -> Iterator[tuple[str, str]]:
    root = Path("/proc/sys")
    for part in _SETTINGS:
        for folder, _, names in os.walk(root / part):
            for name in names:
                path = Path(folder) / name
                relative = path.relative_to(root)
                if not _MEASUREMENTS & set(relative.parts) and _is_open(path):
                    yield f"setting {relative}", _text_of(path)


def _is_open(path: Path) -> bool:
    try:
        return bool(path.stat().st_mode & stat.S_IRUSR)
    except OSError:
        return False


def _text_of(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""


def _descendants(pid: int) -> Iterable[int]:
    found = [pid]
    for one in found:  # which grows meanwhile
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
    return sorted(found[1:])
