"""Close a forked process off from everything but its own folders (Linux).

Runs inside the sandbox, before any code of a student's. What cannot be set up raises
OSError, and `leaks` looks afterwards whether it holds.
"""

from __future__ import annotations

import contextlib
import os
import platform
import resource
import socket
import sys
from dataclasses import dataclass, field
from pathlib import Path

from . import linux, syscall_filter

WORK = "/notebook"
PACKAGES = "/packages"
USER = 1000  # user and group inside, whoever runs the sandbox outside
WRITABLE = (WORK, "/tmp", "/dev/shm")
DEVICES = ("/dev/null", "/dev/random", "/dev/urandom")

_OTHER_NAMESPACES = (
    linux.CLONE_NEWUSER
    | linux.CLONE_NEWNS
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWNET
)
_NO_PROGRAMS_OF_OTHERS = linux.MS_NOSUID | linux.MS_NODEV
_FILES_IN_A_FOLDER = 10_000
_OPEN_FILES = 256
_SIGNALS_WAITING = 1024  # timers count among them

# With a limit of 0 the kernel still starts a helper for core files, as the host's root,
# where `core_pattern` names one. A limit of 1 is its own sign for "do not".
_NO_CORE_FILE = 1


@dataclass(frozen=True)
class Places:
    """What of the Python that runs here lies in folders that notebooks get fresh.

    Attributes:
        entries: full names, for instance `/tmp/project` if the project lies there.
    """

    entries: list[str] = field(default_factory=list)


def look_around() -> Places:
    """Note what is mounted in the writable folders, before anything else is there."""
    entries = [
        os.path.join(folder, name)
        for folder in WRITABLE
        for name in sorted(os.listdir(folder))
        if os.path.join(folder, name) not in WRITABLE
    ]
    return Places(entries)


def make_devices_immutable() -> None:
    """Make device nodes read-only: they work, but cannot be changed as files.

    bubblewrap's own `--remount-ro` would make them useless as devices as well.
    """
    flags = (
        linux.MS_REMOUNT
        | linux.MS_BIND
        | linux.MS_RDONLY
        | linux.MS_NOSUID
        | linux.MS_NOEXEC
    )
    for device in DEVICES:
        linux.mount(None, device, None, flags)


def use_big_pages() -> None:
    """Move the memory in use to pages of 2 MiB, where there are such.

    A fork copies the table of pages: the shorter it is, the faster.
    """
    for line in Path("/proc/self/maps").read_text().splitlines():
        area, rights, *_ = line.split()
        start, end = (int(address, 16) for address in area.split("-"))
        belongs_to_a_file = "/" in line
        if rights != "rw-p" or belongs_to_a_file:
            continue
        # It may be too small, the kernel older, or no big page left.
        with contextlib.suppress(OSError):
            linux.call("madvise", start, end - start, linux.MADV_COLLAPSE)


def fork(pid_namespace: int) -> int:
    """Fork into a new pid namespace, as its pid 1.

    A raw clone(2) would not need CAP_SYS_ADMIN, but leaves the C library in doubt about
    the thread that goes on.

    Args:
        pid_namespace: a descriptor of the caller's own.

    Returns:
        As `os.fork`.
    """
    # Without this, children would still go to the last new namespace.
    linux.enter(pid_namespace, linux.CLONE_NEWPID)
    linux.unshare(linux.CLONE_NEWPID)
    return os.fork()


def set_limits(limits: dict[str, float], *, confined: bool) -> None:
    """Set what the kernel itself can hold a process to, beyond what is in use."""
    bounds = {
        resource.RLIMIT_FSIZE: int(limits["file_mib"]) * 2**20,
        resource.RLIMIT_CORE: _NO_CORE_FILE,
        resource.RLIMIT_NOFILE: _OPEN_FILES,
    }
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        in_use = pages * resource.getpagesize()
        bounds[resource.RLIMIT_AS] = in_use + int(limits["memory_mib"]) * 2**20
        bounds[resource.RLIMIT_SIGPENDING] = _SIGNALS_WAITING
        bounds[resource.RLIMIT_MSGQUEUE] = 0
    if confined:
        # It counts a user's processes in a user namespace: here, this notebook's.
        bounds[resource.RLIMIT_NPROC] = int(limits["processes"])
    for kind, bound in bounds.items():
        _, highest = resource.getrlimit(kind)
        if highest != resource.RLIM_INFINITY:
            bound = min(bound, highest)
        resource.setrlimit(kind, (bound, bound))


def confine(folder_mib: int, places: Places) -> None:
    """Give up, in a process from `fork`, every file, right and system call not needed.

    Args:
        folder_mib: the size of each writable folder.
        places: from `look_around`.
    """
    linux.unshare(_OTHER_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{USER} {USER} 1")
    Path("/proc/self/gid_map").write_text(f"{USER} {USER} 1")
    # This one is the new user namespace's own. The filter forbids them anyway.
    with contextlib.suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    linux.make_mounts_private()
    _renew_folders(folder_mib, places)
    flags = linux.MS_RDONLY | _NO_PROGRAMS_OF_OTHERS
    linux.mount_with("tmpfs", "/proc", "tmpfs", flags, "size=4k")
    linux.drop_capabilities()
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    linux.load_filter(syscall_filter.build(platform.machine()))


def _renew_folders(folder_mib: int, places: Places) -> None:
    """Mount fresh writable folders, with read-only views of what was mounted there."""
    held = {entry: os.open(entry, os.O_PATH) for entry in places.entries}
    options = f"size={folder_mib}m,nr_inodes={_FILES_IN_A_FOLDER},mode=700"
    for folder in WRITABLE:
        linux.mount_with("tmpfs", folder, "tmpfs", _NO_PROGRAMS_OF_OTHERS, options)
    for entry, descriptor in held.items():
        _make_mount_point(entry, descriptor)
        source = f"/proc/self/fd/{descriptor}"
        linux.mount(source, entry, None, linux.MS_BIND | linux.MS_REC)
        remount = linux.MS_REMOUNT | linux.MS_BIND | linux.MS_RDONLY
        linux.mount(None, entry, None, remount | _NO_PROGRAMS_OF_OTHERS)
        os.close(descriptor)


def _make_mount_point(path: str, descriptor: int) -> None:
    if os.path.isdir(f"/proc/self/fd/{descriptor}"):
        os.mkdir(path)
    else:
        Path(path).touch()


def leaks() -> list[str]:
    """List what is open that should be closed.

    Returns:
        In words. With anything here the sandbox is not to be used.
    """
    names = [name for _, name in socket.if_nameindex()]
    filtered = linux.prctl(linux.PR_GET_SECCOMP) == linux.SECCOMP_MODE_FILTER
    privileges_bound = linux.prctl(linux.PR_GET_NO_NEW_PRIVS) == 1
    checks = {
        "a network interface": any(name != "lo" for name in names),
        "a capability": linux.holds_a_capability(),
        "new privileges": not privileges_bound,
        "every system call": not filtered,
        "new namespaces": _succeeds("unshare", linux.CLONE_NEWUSER),
        "other processes": os.getpid() != 1 or bool(os.listdir("/proc")),
    }
    closed = ("/", "/dev", "/usr", "/usr/lib", PACKAGES)
    for path in (*closed, sys.prefix, sys.base_prefix, __file__):
        checks[f"writing to {path}"] = os.access(path, os.W_OK)
    for device in DEVICES:
        checks[f"changing {device}"] = _can_be_changed(device)
    return [name for name, is_open in checks.items() if is_open]


def _can_be_changed(device: str) -> bool:
    """Whether the node could be changed as a file; its mode stays what it is."""
    try:
        os.chmod(device, os.stat(device).st_mode)
    except OSError:
        return False
    return True


def _succeeds(function: str, *arguments: int) -> bool:
    try:
        linux.call(function, *arguments)
    except OSError:
        return False
    return True
