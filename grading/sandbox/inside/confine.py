"""Close a forked process off from everything but its own work directory (Linux, by ctypes).

Runs inside the sandbox, before any student code. What cannot be set up raises OSError, and `leaks`
looks afterwards whether it holds.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import platform
import signal
import socket
import struct
import sys
from pathlib import Path
from typing import Any

WORK = "/notebook"
USER = 1000  # user and group inside, whoever runs the sandbox outside
MACHINES = {
    "x86_64": (0, 0xC000003E),
    "aarch64": (1, 0xC00000B7),
}  # column below, audit number

_NEW_USER, _NEW_PID = 0x10000000, 0x20000000
_NEW_REST = 0x20000 | 0x04000000 | 0x08000000 | 0x40000000  # mount, uts, ipc, network
_NEW_ANY = _NEW_USER | _NEW_PID | _NEW_REST | 0x02000000  # and cgroup

# System calls denied, by number on (x86_64, aarch64). Most would fail without a capability anyway.
# fmt: off
_DENIED = {
    # memory that no limit sees
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "shmat": (30, 196), "msgget": (68, 186), "mq_open": (240, 180),
    # other processes
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    # big parts of the kernel that no notebook needs
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "bpf": (321, 280),
    "userfaultfd": (323, 282), "perf_event_open": (298, 241), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219),
    # namespaces and mounts
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428),
    "move_mount": (429, 429), "fsopen": (430, 430), "mount_setattr": (442, 442),
    "open_by_handle_at": (304, 265),
}
_CLONE, _MMAP, _SOCKET, _CLONE3 = (56, 220), (9, 222), (41, 198), (435, 435)
# fmt: on

_LIBC = ctypes.CDLL(None, use_errno=True)


def _libc(function: str, *arguments: Any) -> int:
    """Call a C function; an `int` is passed as a long. Raises OSError where it returns -1."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(getattr(_LIBC, function)(*wide))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), function)
    return result


def use_big_pages() -> None:
    """Move the memory in use to pages of 2 MiB, where there are such: a fork copies their table."""
    collapse = 25
    for line in Path("/proc/self/maps").read_text().splitlines():
        area, rights, *_ = line.split()
        start, end = (int(address, 16) for address in area.split("-"))
        if rights == "rw-p" and "/" not in line:  # memory of no file's
            with contextlib.suppress(
                OSError
            ):  # too small, an older kernel, or no big page left
                _libc("madvise", start, end - start, collapse)


def fork(pid_namespace: int) -> int:
    """Fork into a new pid namespace, as its pid 1; return as `os.fork`.

    `pid_namespace` is a descriptor of the caller's own, which needs CAP_SYS_ADMIN. A raw `clone`
    would not need it, but leaves the C library in doubt about the thread that goes on.
    """
    _libc(
        "setns", pid_namespace, _NEW_PID
    )  # else children would still go to the last new one
    _libc("unshare", _NEW_PID)
    return os.fork()


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    if sys.platform == "linux":
        _libc("prctl", 1, signal.SIGKILL, 0, 0, 0)


def confine(mib: int, processes: int) -> None:
    """Give up, in a process from `fork`, every file, right and system call not needed.

    `mib` is the size of each of the writable folders, in MiB. Afterwards there is no /proc.
    """
    # Where an older kernel or a container refuses some of these settings, the filter below and
    # the watcher outside do their work alone. RLIMIT_NPROC does not bind root, but process ids do,
    # and the kernel keeps the first 300 free once it has been past them.
    with contextlib.suppress(OSError):
        Path("/proc/sys/kernel/pid_max").write_text(str(299 + processes))
        Path("/proc/sys/kernel/ns_last_pid").write_text("300")
    _libc("unshare", _NEW_USER | _NEW_REST)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{USER} {USER} 1")
    Path("/proc/self/gid_map").write_text(f"{USER} {USER} 1")
    with contextlib.suppress(OSError):
        Path("/proc/sys/user/max_user_namespaces").write_text("0")
    _libc("mount", None, b"/", None, 0x44000, None)  # recursively private
    options = f"size={mib}m,nr_inodes=10000,mode=700".encode()
    for place in (WORK, "/tmp", "/dev/shm"):
        _libc(
            "mount", b"tmpfs", place.encode(), b"tmpfs", 6, options
        )  # no suid, no devices
    _libc("mount", b"tmpfs", b"/proc", b"tmpfs", 7, b"size=4k")  # and read-only
    with contextlib.suppress(OSError):  # past the last one that this kernel knows
        for capability in range(64):
            _libc("prctl", 24, capability, 0, 0, 0)  # out of the bounding set
    _libc("capset", struct.pack("Ii", 0x20080522, 0), bytes(24))
    _libc("prctl", 38, 1, 0, 0, 0)  # no new privileges, by whatever is executed
    _filter_system_calls()


def _filter_system_calls() -> None:
    column, audit = MACHINES[platform.machine()]
    load, equal, any_bit, at_least, mask, answer = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
    deny = (answer, 0, 0, 0x50000 | errno.EPERM)
    number = (
        load,
        0,
        0,
        0,
    )  # of `struct seccomp_data`; at 4 the machine, from 16 the arguments
    program = [
        (load, 0, 0, 4),
        (equal, 1, 0, audit),
        (answer, 0, 0, 0x80000000),
        number,
    ]
    program += [(at_least, 0, 1, 0x40000000), deny]  # the x32 calls
    for numbers in _DENIED.values():
        program += [(equal, 0, 1, numbers[column]), deny]
    # clone3's flags are out of a filter's sight; "no such call" makes libc fall back to clone,
    # where new namespaces can be denied.
    program += [(equal, 0, 1, _CLONE3[column]), (answer, 0, 0, 0x50000 | errno.ENOSYS)]
    program += [
        (equal, 0, 4, _CLONE[column]),
        (load, 0, 0, 16),
        (any_bit, 0, 1, _NEW_ANY),
        deny,
    ]
    program += [number]
    # Memory shared without a file stays when it is unmapped, and no limit sees it.
    program += [(equal, 0, 5, _MMAP[column]), (load, 0, 0, 40), (mask, 0, 0, 0x21)]
    program += [(equal, 0, 1, 0x21), deny, number]
    # Only families bound to the network namespace: a vsock would reach a virtual machine's host.
    program += [(equal, 0, 6, _SOCKET[column]), (load, 0, 0, 16)]
    program += [(equal, 4, 0, socket.AF_UNIX), (equal, 3, 0, socket.AF_INET)]
    program += [(equal, 2, 0, socket.AF_INET6), (equal, 1, 0, socket.AF_NETLINK), deny]
    program += [(answer, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(
        b"".join(struct.pack("HBBI", *line) for line in program)
    )
    pointer = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code))
    _libc("prctl", 22, 2, pointer, 0, 0)


def leaks() -> list[str]:
    """List what is open that should be closed; with anything here the sandbox is not to be used."""
    held = ctypes.create_string_buffer(24)
    _libc("capget", struct.pack("Ii", 0x20080522, 0), held)
    checks = {
        "a network interface": any(name != "lo" for _, name in socket.if_nameindex()),
        "a capability": any(held.raw),
        "new privileges": _libc("prctl", 39, 0, 0, 0, 0) != 1,
        "every system call": _libc("prctl", 21, 0, 0, 0, 0) != 2,
        "new namespaces": _LIBC.unshare(_NEW_USER) == 0,
        "other processes": os.getpid() != 1 or os.listdir("/proc"),
    }
    for path in (
        "/",
        "/dev",
        "/usr",
        "/usr/lib",
        "/course",
        sys.prefix,
        sys.base_prefix,
        __file__,
    ):
        checks[f"writing to {path}"] = os.access(path, os.W_OK)
    return [name for name, is_open in checks.items() if is_open]
