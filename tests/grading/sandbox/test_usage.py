"""Processor time only grows, and counts once."""

import os

import pytest

from grading.sandbox import Limits, cgroups, launcher
from grading.sandbox.usage import Watcher, _Times, _times

SECOND = os.sysconf("SC_CLK_TCK")
PARENT, CHILD, LATER = (10, 1), (11, 2), (11, 3)  # the last two share a process id


def seconds(looks):
    watcher = Watcher(os.getpid(), Limits(), own_network=False)
    for look in looks:
        table = {
            key: _Times(*(int(part * SECOND) for part in parts))
            for key, parts in look.items()
        }
        watcher._add_up(table)
    return watcher.cpu_seconds


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([{PARENT: (1, 0)}, {PARENT: (3, 0)}], 3),
        # A child is seen at work, and ends; its parent waits for it, or does not.
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {PARENT: (1, 4)}], 5),
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {PARENT: (1, 0)}], 5),
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {PARENT: (1, 0)}, {PARENT: (2, 0)}], 6),
        # It works on before it ends.
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {PARENT: (1, 6)}], 7),
        # It was never seen.
        ([{PARENT: (1, 0)}, {PARENT: (1, 2)}], 3),
        # Another process gets the same id.
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {PARENT: (1, 0), LATER: (2, 0)}], 7),
        # It ends, and is the child of nobody who looks.
        ([{PARENT: (1, 0), CHILD: (4, 0)}, {}], 5),
    ],
)
def test_time_is_added_up(looks, expected):
    assert seconds(looks) == pytest.approx(expected)


def test_times_of_this_process():
    (pid, started), times = _times(os.getpid())
    assert pid == os.getpid() and started > 0
    measured = sum(os.times()[:2]) * SECOND
    assert times.own == pytest.approx(measured, abs=0.2 * SECOND)


HOST = [range(2**32 - 1)]
CONTAINER = [range(65_536)]
ROOT_ALONE = [range(1)]


@pytest.mark.parametrize(
    ("extents", "is_there"), [(HOST, True), (CONTAINER, True), (ROOT_ALONE, False)]
)
def test_a_user_id_that_is_nobodys(monkeypatch, extents, is_there):
    monkeypatch.setattr(launcher, "_extents", lambda name: extents)
    found = [launcher._free_id("uid_map", number) for number in (1, 2, 2**22 + 5)]
    assert all((one is not None) == is_there for one in found)
    if is_there:
        assert found[0] != found[1]
        assert all(one > 60_000 and one != 65_534 for one in found)


def test_groups_of_processes_that_are_gone_are_removed(tmp_path):
    ours = tmp_path / f"notebook-{os.getpid()}-0"
    theirs = tmp_path / f"notebook-{2**22 + 1}-0"  # a process id that cannot be
    for path in (ours, theirs, tmp_path / "other"):
        path.mkdir()
    cgroups.remove_left_behind(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [ours.name, "other"]
