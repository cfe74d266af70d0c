"""Starts bubblewrap for root, as a user that is nobody's.

The host's root must not be inside: what its owner may do to a file, uid 0 may do in
whatever namespace it is. But an unprivileged user cannot look into folders that are
closed to others, and there the interpreter may lie. So root opens all that is to be
mounted, mounts it below a folder in a mount namespace of its own, and gives up its
rights there.

Run as `python -P -S -c "from sandbox import launcher; launcher.main()" REQUEST`, where
REQUEST is a `Request` as JSON.
"""

from __future__ import annotations

import json
import os
import signal
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from . import bubblewrap
from .bubblewrap import Cover, Link, Mount, Program, Step
from .inside import linux

STAGING = "/tmp"  # which exists everywhere, and is covered for this process alone

# Ids that no distribution gives to anybody: see systemd's "Users, Groups, UIDs and
# GIDs". The second range is for containers, which often have ids up to 65535 only.
_FREE_IDS = (range(0x7000_0000, 0x7000_0000 + 2**22), range(60_578, 61_184))


@dataclass(frozen=True)
class Request:
    """What is to be started.

    Attributes:
        program: bubblewrap's binary.
        program_folder: see `Program.folder`.
        steps: the fields of each step of the layout, and its class's name as `step`.
        command: what is run inside.
        number: a different one for each sandbox on this machine.
    """

    program: str
    program_folder: str
    steps: list[dict[str, object]]
    command: list[str]
    number: int


_KINDS: dict[str, type[Mount] | type[Link] | type[Cover]] = {
    kind.__name__: kind for kind in (Mount, Link, Cover)
}


def request(program: Program, steps: list[Step], command: list[str]) -> str:
    """Encode a request for `main`; the process that watches the sandbox makes it."""
    encoded = [{"step": type(step).__name__, **asdict(step)} for step in steps]
    made = Request(program.path, program.folder, encoded, command, os.getpid())
    return json.dumps(asdict(made))


def _decode(fields: dict[str, object]) -> Step:
    given = dict(fields)
    kind = _KINDS[str(given.pop("step"))]
    return kind(**given)  # type: ignore[arg-type]


def is_needed() -> bool:
    """Whether this process is root, and there is another user that it could become."""
    return os.geteuid() == 0 and _free_id("uid_map", 0) is not None


def main() -> None:
    """Become the sandbox's bubblewrap."""
    wanted = Request(**json.loads(sys.argv[1]))
    steps = [_decode(fields) for fields in wanted.steps]
    user = _free_id("uid_map", wanted.number)
    group = _free_id("gid_map", wanted.number)
    if user is None or group is None:
        sys.exit("no user id is free for the sandbox")
    _leave_mount_namespace()
    linux.make_mounts_private()
    sources = _stage(steps, wanted.program_folder, user, group)
    os.setgroups([])
    os.setresgid(group, group, group)
    os.setresuid(user, user, user)
    program = wanted.program
    if wanted.program_folder:
        below = os.path.relpath(program, wanted.program_folder)
        program = os.path.join(sources[wanted.program_folder], below)
    words = bubblewrap.command(program, steps, lambda mount: sources[mount.source])
    os.chdir("/")
    os.execve(program, [*words, *wanted.command], {})


def _free_id(map_name: str, number: int) -> int | None:
    """Return a user or group id that is nobody's, if this process may use one."""
    extents = _extents(map_name)
    for free in _FREE_IDS:
        wanted = free[number % len(free)]
        if any(wanted in extent for extent in extents):
            return wanted
    return None


def _extents(map_name: str) -> list[range]:
    """Return the ids that exist in this process's user namespace."""
    extents = []
    for line in Path(f"/proc/self/{map_name}").read_text().splitlines():
        first, _, count = (int(word) for word in line.split())
        extents.append(range(first, first + count))
    return extents


def _leave_mount_namespace() -> None:
    """Get a mount namespace, with a user namespace where that is the way."""
    try:
        linux.unshare(linux.CLONE_NEWNS)
    except PermissionError:  # a container's root, without CAP_SYS_ADMIN
        with _same_ids_for(os.getpid()):
            linux.unshare(linux.CLONE_NEWUSER | linux.CLONE_NEWNS)


@contextmanager
def _same_ids_for(pid: int) -> Iterator[None]:
    """Have the user namespace that `pid` makes meanwhile map every id to itself."""
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(tell)
        os.read(ready, 1)
        try:
            for map_name in ("uid_map", "gid_map"):
                lines = [f"{one[0]} {one[0]} {len(one)}" for one in _extents(map_name)]
                Path(f"/proc/{pid}/{map_name}").write_text("\n".join(lines))
        finally:
            os._exit(0)
    yield
    os.write(tell, b".")
    os.close(tell)
    os.close(ready)
    os.waitpid(child, 0)


def _stage(
    steps: list[Step], program_folder: str, user: int, group: int
) -> dict[str, str]:
    """Mount all sources where an unprivileged user finds them.

    Returns:
        For each source, where it is now.
    """
    mounts = [step for step in steps if isinstance(step, Mount)]
    for_its_owner = {mount.source: mount.of_this_python for mount in mounts}
    if program_folder:
        for_its_owner[program_folder] = True
    held = {path: os.open(path, os.O_PATH) for path in for_its_owner if path != "/proc"}
    linux.mount_with("tmpfs", STAGING, "tmpfs", linux.MS_NOSUID, "mode=755,size=1m")
    staged = {"/proc": "/proc"}
    for number, (path, descriptor) in enumerate(held.items()):
        target = f"{STAGING}/{number}"
        _make_mount_point(target, descriptor)
        staged[path] = target
        if for_its_owner[path] and _mount_as_own(descriptor, target, user, group):
            continue
        if not _is_open_to_all(descriptor):
            sys.exit(
                f"{path} is closed to other users, and its file system cannot show it "
                f"as another's (`chmod -R go+rX '{path}'` helps)"
            )
        source = f"/proc/self/fd/{descriptor}"
        linux.mount(source, target, None, linux.MS_BIND | linux.MS_REC)
    for descriptor in held.values():
        os.close(descriptor)
    return staged


def _make_mount_point(path: str, descriptor: int) -> None:
    if stat.S_ISDIR(os.fstat(descriptor).st_mode):
        os.mkdir(path, 0o755)
    else:
        Path(path).touch()


def _is_open_to_all(descriptor: int) -> bool:
    mode = os.fstat(descriptor).st_mode
    needed = stat.S_IROTH | stat.S_IXOTH if stat.S_ISDIR(mode) else stat.S_IROTH
    return mode & needed == needed


def _mount_as_own(descriptor: int, target: str, user: int, group: int) -> bool:
    """Mount a tree so that its owner's files appear as the sandbox user's.

    They may be closed to everybody else, for instance if made under umask 077.

    Returns:
        Whether this kernel and file system can do it.
    """
    about = os.fstat(descriptor)
    try:
        namespace = _namespace_of_ids((about.st_uid, user), (about.st_gid, group))
    except OSError:
        return False
    try:
        linux.mount_under_other_ids(descriptor, target, namespace)
    except OSError:
        return False
    finally:
        os.close(namespace)
    return True


def _namespace_of_ids(users: tuple[int, int], groups: tuple[int, int]) -> int:
    """Make a user namespace that shows one user and one group as others.

    Args:
        users: the id in the file system, and the one it is shown as.
        groups: the same.

    Returns:
        A descriptor.
    """
    ready, tell = os.pipe()
    child = os.fork()
    if child == 0:
        with suppress(OSError):
            linux.unshare(linux.CLONE_NEWUSER)
            os.write(tell, b".")
            signal.pause()
        os._exit(0)
    os.close(tell)
    try:
        os.read(ready, 1)
        Path(f"/proc/{child}/uid_map").write_text(f"{users[0]} {users[1]} 1")
        Path(f"/proc/{child}/gid_map").write_text(f"{groups[0]} {groups[1]} 1")
        return os.open(f"/proc/{child}/ns/user", os.O_RDONLY)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ready)
