"""Close a forked process off from everything but its own work directory (Linux, by ctypes).

Runs inside the sandbox, before any student code. Nothing here is optional: what cannot be set up
raises, and `leaks` looks afterwards whether it holds.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import signal
import socket
import struct
import sys

WORK = "/notebook"
USER = 1000  # user and group inside, whoever runs the sandbox outside

# Through PyDLL the interpreter lock stays held, so that the raw clone below copies a simple state.
_LIBC = ctypes.PyDLL(None, use_errno=True)
_NEW_USER = 0x10000000
_NEW_ALL = 0x20000 | 0x04000000 | 0x08000000 | _NEW_USER | 0x20000000 | 0x40000000
_NOSUID, _NODEV, _READ_ONLY, _RECURSIVE, _PRIVATE = 2, 4, 1, 0x4000, 0x40000

# Denied system calls, by number on (x86_64, aarch64): other processes' memory and descriptors;
# memory that no limit sees; big or rarely used parts of the kernel; anything about mounts.
_DENIED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438), "process_madvise": (440, 440),
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194),
    "shmat": (30, 196), "msgget": (68, 186), "mq_open": (240, 180), "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "bpf": (321, 280), "perf_event_open": (298, 241), "add_key": (248, 217),
    "request_key": (249, 218), "keyctl": (250, 219), "fanotify_init": (300, 262),
    "personality": (135, 92), "vmsplice": (278, 75), "acct": (163, 89), "quotactl": (179, 60),
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142),
    "swapon": (167, 224), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_tree_attr": (467, 467),
}  # fmt: skip
_CLONE, _MMAP, _SOCKET, _CLONE3 = (56, 220), (9, 222), (41, 198), (435, 435)
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column, audit number


def _libc(function: str, *arguments: int | bytes | None) -> int:
    """Call a C function; an `int` is passed as a long. Raises OSError where it returns -1."""
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(getattr(_LIBC, function)(*wide))
    if result == -1:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), function)
    return result


def clone() -> int:
    """Fork into new user, mount, pid, ipc, uts and network namespaces; return as `os.fork`."""
    column, _ = MACHINES[platform.machine()]
    return _libc("syscall", _CLONE[column], _NEW_ALL | signal.SIGCHLD, 0, 0, 0, 0)


def die_with_parent() -> None:
    """Have the kernel kill this process when its parent ends."""
    _libc("prctl", 1, signal.SIGKILL, 0, 0, 0)


def confine(mib: int, processes: int) -> None:
    """Give up, in a process from `clone`, every file, right and system call not needed.

    `mib` is the size of each of the writable folders, in MiB. The work directory becomes the
    current one. Afterwards there is no /proc.
    """
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/uid_map", f"{USER} {USER} 1")
    _write("/proc/self/gid_map", f"{USER} {USER} 1")
    # These two belong to the new namespaces. Where a container has /proc/sys read-only, or the
    # kernel is older, the seccomp filter and the watcher outside do their work alone.
    for name, value in (("user/max_user_namespaces", 0), ("kernel/pid_max", max(301, processes))):
        try:
            _write(f"/proc/sys/{name}", str(value))
        except OSError:
            pass
    _libc("mount", None, b"/", None, _RECURSIVE | _PRIVATE, None)
    for place in (WORK, "/tmp", "/dev/shm"):
        options = f"size={mib}m,nr_inodes=10000,mode=700".encode()
        _libc("mount", b"tmpfs", place.encode(), b"tmpfs", _NOSUID | _NODEV, options)
    _libc("mount", b"tmpfs", b"/proc", b"tmpfs", _NOSUID | _NODEV | _READ_ONLY, b"size=4k")
    os.chdir(WORK)
    for capability in range(64):
        try:
            _libc("prctl", 24, capability, 0, 0, 0)  # out of the bounding set
        except OSError:
            break  # past the last one that this kernel knows
    _libc("capset", struct.pack("Ii", 0x20080522, 0), bytes(24))
    _libc("prctl", 38, 1, 0, 0, 0)  # no new privileges, by whatever is executed
    _filter_system_calls()


def _write(path: str, text: str) -> None:
    with open(path, "w") as file:
        file.write(text)


def _filter_system_calls() -> None:
    column, audit = MACHINES[platform.machine()]
    load, equal, any_bit, at_least, mask, answer = 0x20, 0x15, 0x45, 0x35, 0x54, 0x06
    deny = (answer, 0, 0, 0x00050000 | errno.EPERM)
    number = (load, 0, 0, 0)  # fields of `struct seccomp_data`: 0 number, 4 machine, 16+ arguments
    program = [(load, 0, 0, 4), (equal, 1, 0, audit), (answer, 0, 0, 0x80000000), number]
    program += [(at_least, 0, 1, 0x40000000), deny]  # the x32 calls
    for numbers in _DENIED.values():
        program += [(equal, 0, 1, numbers[column]), deny]
    # Its flags are out of a filter's sight; "no such call" makes libc fall back to clone.
    program += [(equal, 0, 1, _CLONE3[column]), (answer, 0, 0, 0x00050000 | errno.ENOSYS)]
    # No new namespace.
    program += [(equal, 0, 4, _CLONE[column]), (load, 0, 0, 16), (any_bit, 0, 1, _NEW_ALL), deny]
    program += [number]
    # Shared memory without a file keeps its pages when it is unmapped, unseen by the watcher.
    program += [(equal, 0, 5, _MMAP[column]), (load, 0, 0, 40), (mask, 0, 0, 0x21)]
    program += [(equal, 0, 1, 0x21), deny, number]
    # Only families bound to the network namespace: a vsock would reach the virtual machine's host.
    program += [(equal, 0, 6, _SOCKET[column]), (load, 0, 0, 16)]
    program += [(equal, 4, 0, socket.AF_UNIX), (equal, 3, 0, socket.AF_INET)]
    program += [(equal, 2, 0, socket.AF_INET6), (equal, 1, 0, socket.AF_NETLINK), deny]
    program += [(answer, 0, 0, 0x7FFF0000)]
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *line) for line in program))
    pointer = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code))
    _libc("prctl", 22, 2, pointer, 0, 0)


def leaks() -> list[str]:
    """What is still open that should be closed: nothing, or the sandbox must not be used."""
    found = []
    if any(name != "lo" for _, name in socket.if_nameindex()):
        found.append("a network interface")
    held = ctypes.create_string_buffer(24)
    _LIBC.capget(struct.pack("Ii", 0x20080522, 0), held)
    if any(held.raw):
        found.append("a capability")
    if _LIBC.prctl(39, 0, 0, 0, 0) != 1 or _LIBC.prctl(21, 0, 0, 0, 0) != 2:
        found.append("new privileges or system calls")
    if os.listdir("/proc") or os.path.exists("/sys"):
        found.append("the processes or devices of the machine")
    if os.getpid() != 1:
        found.append("the pid namespace")
    writable = ("/", "/dev", "/usr", "/usr/lib", "/course", sys.prefix, sys.base_prefix, __file__)
    found += [f"writing to {path}" for path in writable if os.access(path, os.W_OK)]
    if _LIBC.unshare(_NEW_USER) == 0:
        found.append("new namespaces")
    return found
