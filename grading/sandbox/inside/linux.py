"""Linux by name: its system calls through the C library, its constants, nothing else.

The names are those of the kernel's headers, so that each can be looked up in the
manual. Nothing here decides anything; `confine`, `zygote` and the launcher do.
"""

from __future__ import annotations

import ctypes
import os
import struct
from typing import Any

# Namespaces: unshare(2), clone(2), setns(2).
CLONE_NEWTIME = 0x00000080
CLONE_NEWNS = 0x00020000
CLONE_NEWCGROUP = 0x02000000
CLONE_NEWUTS = 0x04000000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000

# Mounts: mount(2), umount2(2).
MS_RDONLY = 0x1
MS_NOSUID = 0x2
MS_NODEV = 0x4
MS_NOEXEC = 0x8
MS_REMOUNT = 0x20
MS_BIND = 0x1000
MS_REC = 0x4000
MS_PRIVATE = 0x40000

# Mounts by descriptor: open_tree(2), move_mount(2), mount_setattr(2). Their numbers are
# the same on every machine, and older C libraries have no function for them.
SYS_OPEN_TREE = 428
SYS_MOVE_MOUNT = 429
SYS_MOUNT_SETATTR = 442
AT_FDCWD = -100
AT_EMPTY_PATH = 0x1000
AT_RECURSIVE = 0x8000
OPEN_TREE_CLONE = 0x1
OPEN_TREE_CLOEXEC = os.O_CLOEXEC
MOVE_MOUNT_F_EMPTY_PATH = 0x4
MOUNT_ATTR_IDMAP = 0x00100000

# prctl(2).
PR_SET_PDEATHSIG = 1
PR_GET_SECCOMP = 21
PR_SET_SECCOMP = 22
PR_CAPBSET_DROP = 24
PR_SET_NO_NEW_PRIVS = 38
PR_GET_NO_NEW_PRIVS = 39
SECCOMP_MODE_FILTER = 2

# capget(2), capset(2).
CAPABILITY_VERSION_3 = 0x20080522
CAPABILITY_SETS_SIZE = 24  # two structures of three 32-bit words each
CAPABILITIES_THERE_MAY_BE = 64

# madvise(2).
MADV_COLLAPSE = 25

_LIBC = ctypes.CDLL(None, use_errno=True)


def call(function: str, *arguments: Any) -> int:
    """Call a function of the C library that sets `errno`.

    Args:
        function: its name.
        arguments: an `int` is passed as a C `long`, `bytes` as a pointer to them.

    Returns:
        What it returns.

    Raises:
        OSError: where that is -1.
    """
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    result = int(getattr(_LIBC, function)(*wide))
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), function)
    return result


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    call("unshare", flags)


def enter(namespace: int, kind: int) -> None:
    """Enter the namespace behind a descriptor."""
    call("setns", namespace, kind)


def mount(source: str | None, target: str, kind: str | None, flags: int) -> None:
    """Mount, without options of a file system's own."""
    mount_with(source, target, kind, flags, None)


def mount_with(
    source: str | None, target: str, kind: str | None, flags: int, options: str | None
) -> None:
    """Mount with options, as `mount -o` takes them."""
    words = [_bytes(source), _bytes(target), _bytes(kind)]
    call("mount", *words, flags, _bytes(options))


def make_mounts_private() -> None:
    """Cut the mounts of this namespace off from those it was copied from."""
    mount(None, "/", None, MS_REC | MS_PRIVATE)


def mount_under_other_ids(source: int, target: str, user_namespace: int) -> None:
    """Mount a tree with its owners shown as a user namespace maps them.

    Args:
        source: a descriptor of the tree's root.
        target: where.
        user_namespace: a descriptor.

    Raises:
        OSError: before Linux 5.12, and where the file system cannot do it.
    """
    flags = OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC | AT_EMPTY_PATH | AT_RECURSIVE
    tree = call("syscall", SYS_OPEN_TREE, source, b"", flags)
    try:
        attributes = struct.pack("QQQQ", MOUNT_ATTR_IDMAP, 0, 0, user_namespace)
        where = AT_EMPTY_PATH | AT_RECURSIVE
        size = len(attributes)
        call("syscall", SYS_MOUNT_SETATTR, tree, b"", where, attributes, size)
        to = (AT_FDCWD, os.fsencode(target))
        call("syscall", SYS_MOVE_MOUNT, tree, b"", *to, MOVE_MOUNT_F_EMPTY_PATH)
    finally:
        os.close(tree)


def prctl(option: int, value: int = 0) -> int:
    """Get or set something of this process."""
    return call("prctl", option, value, 0, 0, 0)


def load_filter(program: bytes) -> None:
    """Have every later system call judged by a BPF program."""
    instructions = len(program) // struct.calcsize("HBBI")
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", instructions, ctypes.addressof(code))
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header, 0, 0)


def drop_capabilities() -> None:
    """Give up every capability, and the way to get one by executing a file."""
    for capability in range(CAPABILITIES_THERE_MAY_BE):
        try:
            prctl(PR_CAPBSET_DROP, capability)
        except OSError:  # past the last one that this kernel knows
            break
    call("capset", _capability_header(), bytes(CAPABILITY_SETS_SIZE))


def holds_a_capability() -> bool:
    """Whether this process has any."""
    held = ctypes.create_string_buffer(CAPABILITY_SETS_SIZE)
    call("capget", _capability_header(), held)
    return any(held.raw)


def _capability_header() -> bytes:
    this_process = 0
    return struct.pack("Ii", CAPABILITY_VERSION_3, this_process)


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else os.fsencode(text)
