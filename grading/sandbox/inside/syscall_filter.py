"""The filter that judges each system call of a notebook.

A program for the kernel's BPF machine, assembled from labelled rules: a rule names the
label to go to, and the distance is computed. What is not allowed here does not exist
(ENOSYS), so that a library looks for another way; what is allowed but not with these
arguments is forbidden (EPERM).
"""

from __future__ import annotations

import errno
import socket
import struct
from dataclasses import dataclass
from functools import cache

from . import linux
from .system_call_numbers import ALLOWED, JUDGED

# Per machine: its column in the tables of system calls, and its name in a filter's
# data.
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

# Where the parts of `struct seccomp_data` are. Arguments have 64 bits, low half first.
_NUMBER_AT = 0
_MACHINE_AT = 4
_ARGUMENTS_AT = 16
_ARGUMENT_SIZE = 8
_HALF = 4

# Instructions of the BPF machine (linux/bpf_common.h).
_LOAD_WORD = 0x20
_AND = 0x54
_JUMP_IF_EQUAL = 0x15
_JUMP_IF_GREATER = 0x25
_JUMP_IF_AT_LEAST = 0x35
_JUMP_IF_ANY_BIT = 0x45
_RETURN = 0x06
_FURTHEST_JUMP = 255

# What a filter can answer (linux/seccomp.h).
_ALLOW = 0x7FFF0000
_FAIL_WITH = 0x00050000
_KILL_PROCESS = 0x80000000

_FIRST_X32_CALL = 0x40000000  # x86-64 has a second set of numbers, which nobody uses

_NEW_NAMESPACES = (
    linux.CLONE_NEWTIME
    | linux.CLONE_NEWNS
    | linux.CLONE_NEWCGROUP
    | linux.CLONE_NEWUTS
    | linux.CLONE_NEWIPC
    | linux.CLONE_NEWUSER
    | linux.CLONE_NEWPID
    | linux.CLONE_NEWNET
)
# In clone(2) the lowest byte is a signal's number, which NEWTIME would be mistaken for.
_NEW_NAMESPACES_BY_CLONE = _NEW_NAMESPACES & ~0xFF

_MAP_SHARED = 0x01
_MAP_ANONYMOUS = 0x20
_SOL_SOCKET = 1
_SO_SNDBUF, _SO_RCVBUF, _SO_SNDBUFFORCE, _SO_RCVBUFFORCE = 7, 8, 32, 33
_RLIMIT_CORE = 4

# Families bound to the network namespace: a vsock would reach a virtual machine's host.
_FAMILIES = (socket.AF_UNIX, socket.AF_INET, socket.AF_INET6, 16)  # 16: AF_NETLINK


@dataclass(frozen=True)
class _Instruction:
    """One instruction; a jump names two labels, where None is the next instruction."""

    code: int
    value: int
    if_true: str | None = None
    if_false: str | None = None


class _Program:
    """Collects instructions and labels; `assemble` computes the jumps."""

    def __init__(self) -> None:
        self._instructions: list[_Instruction] = []
        self._places: dict[str, int] = {}

    def label(self, name: str) -> None:
        """Name the next instruction."""
        assert name not in self._places
        self._places[name] = len(self._instructions)

    def load(self, offset: int) -> None:
        """Load 32 bits of the call's data."""
        self._add(_LOAD_WORD, offset)

    def load_argument(self, index: int, *, high_half: bool = False) -> None:
        """Load half an argument; the first one has index 0."""
        offset = _ARGUMENTS_AT + index * _ARGUMENT_SIZE
        self.load(offset + _HALF if high_half else offset)

    def keep_bits(self, bits: int) -> None:
        """Set all other bits of what is loaded to zero."""
        self._add(_AND, bits)

    def if_equal(self, value: int, then: str | None, other: str | None = None) -> None:
        """Go on at one label or the other."""
        self._add(_JUMP_IF_EQUAL, value, then, other)

    def if_greater(
        self, value: int, then: str | None, other: str | None = None
    ) -> None:
        """Go on at one label or the other."""
        self._add(_JUMP_IF_GREATER, value, then, other)

    def if_at_least(
        self, value: int, then: str | None, other: str | None = None
    ) -> None:
        """Go on at one label or the other."""
        self._add(_JUMP_IF_AT_LEAST, value, then, other)

    def if_any_bit(
        self, value: int, then: str | None, other: str | None = None
    ) -> None:
        """Go on at one label or the other."""
        self._add(_JUMP_IF_ANY_BIT, value, then, other)

    def answer(self, verdict: int) -> None:
        """End the program with a verdict."""
        self._add(_RETURN, verdict)

    def allow(self) -> None:
        """Let the call go on."""
        self.answer(_ALLOW)

    def fail(self, error: int) -> None:
        """Have the call fail with this `errno`."""
        self.answer(_FAIL_WITH | error)

    def assemble(self) -> bytes:
        """Return the program as the kernel wants it."""
        packed = [
            struct.pack(
                "HBBI",
                one.code,
                self._distance(position, one.if_true),
                self._distance(position, one.if_false),
                one.value,
            )
            for position, one in enumerate(self._instructions)
        ]
        return b"".join(packed)

    def _add(
        self,
        code: int,
        value: int,
        if_true: str | None = None,
        if_false: str | None = None,
    ) -> None:
        self._instructions.append(_Instruction(code, value, if_true, if_false))

    def _distance(self, position: int, label: str | None) -> int:
        if label is None:
            return 0
        distance = self._places[label] - position - 1
        assert 0 <= distance <= _FURTHEST_JUMP, label
        return distance


@cache
def build(machine: str) -> bytes:
    """Assemble the filter for a machine, one of `MACHINES`."""
    column, audit_name = MACHINES[machine]
    program = _Program()
    _refuse_other_machines(program, audit_name)
    judges = {
        "clone": _judge_clone,
        "clone3": _judge_clone3,
        "mmap": _judge_mmap,
        "prlimit64": _judge_prlimit64,
        "setrlimit": _judge_setrlimit,
        "setsockopt": _judge_setsockopt,
        "socket": _judge_socket,
        "socketpair": _judge_socketpair,
    }
    for name, judge in judges.items():
        number = JUDGED[name][column]
        if number is None:
            continue
        past = f"past {name}"
        program.load(_NUMBER_AT)
        program.if_equal(number, None, past)
        judge(program)
        program.label(past)
    program.load(_NUMBER_AT)
    _allow_numbers(program, column)
    program.fail(errno.ENOSYS)
    return program.assemble()


def allowed_numbers(machine: str) -> set[int]:
    """Return the numbers of all calls that may succeed."""
    column, _ = MACHINES[machine]
    numbers = {row[column] for row in (*ALLOWED.values(), *JUDGED.values())}
    return {number for number in numbers if number is not None} - {
        JUDGED["clone3"][column]
    }


def _refuse_other_machines(program: _Program, audit_name: int) -> None:
    """A process can switch to the calls of a 32-bit machine, with other numbers."""
    program.load(_MACHINE_AT)
    program.if_equal(audit_name, "this machine")
    program.answer(_KILL_PROCESS)
    program.label("this machine")
    program.load(_NUMBER_AT)
    program.if_at_least(_FIRST_X32_CALL, None, "ordinary numbers")
    program.fail(errno.ENOSYS)
    program.label("ordinary numbers")


def _allow_numbers(program: _Program, column: int) -> None:
    """Compare with ranges of consecutive numbers, of which there are fewer."""
    numbers = {
        number for row in ALLOWED.values() if (number := row[column]) is not None
    }
    for first, last in _ranges(sorted(numbers)):
        past = f"past number {last}"
        program.if_at_least(first, None, past)
        program.if_greater(last, past)
        program.allow()
        program.label(past)


def _ranges(numbers: list[int]) -> list[tuple[int, int]]:
    ranges: list[tuple[int, int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return ranges


def _judge_clone(program: _Program) -> None:
    """Processes and threads, but no namespaces."""
    program.load_argument(0)
    program.if_any_bit(_NEW_NAMESPACES_BY_CLONE, "no namespaces")
    program.allow()
    program.label("no namespaces")
    program.fail(errno.EPERM)


def _judge_clone3(program: _Program) -> None:
    """A filter cannot see its flags; "no such call" makes the C library use clone."""
    program.fail(errno.ENOSYS)


def _judge_mmap(program: _Program) -> None:
    """Memory shared without a file stays when it is unmapped, and no limit sees it."""
    both = _MAP_SHARED | _MAP_ANONYMOUS
    program.load_argument(3)
    program.keep_bits(both)
    program.if_equal(both, "shared without a file")
    program.allow()
    program.label("shared without a file")
    program.fail(errno.EPERM)


def _judge_prlimit64(program: _Program) -> None:
    """Limits can be read and lowered, but for that of core files: see `confine`."""
    program.load_argument(1)
    program.if_equal(_RLIMIT_CORE, None, "prlimit64 may")
    program.load_argument(2)
    program.if_equal(0, None, "prlimit64 sets")
    program.load_argument(2, high_half=True)
    program.if_equal(0, "prlimit64 may")
    program.label("prlimit64 sets")
    program.fail(errno.EPERM)
    program.label("prlimit64 may")
    program.allow()


def _judge_setrlimit(program: _Program) -> None:
    program.load_argument(0)
    program.if_equal(_RLIMIT_CORE, "setrlimit of core files")
    program.allow()
    program.label("setrlimit of core files")
    program.fail(errno.EPERM)


def _judge_setsockopt(program: _Program) -> None:
    """No bigger buffers, which are the kernel's memory."""
    program.load_argument(1)
    program.if_equal(_SOL_SOCKET, None, "setsockopt may")
    program.load_argument(2)
    for option in (_SO_SNDBUF, _SO_RCVBUF, _SO_SNDBUFFORCE, _SO_RCVBUFFORCE):
        program.if_equal(option, "bigger buffers")
    program.label("setsockopt may")
    program.allow()
    program.label("bigger buffers")
    program.fail(errno.EPERM)


def _judge_socket(program: _Program) -> None:
    program.load_argument(0)
    for family in _FAMILIES:
        program.if_equal(family, "a known family")
    program.fail(errno.EPERM)
    program.label("a known family")
    program.allow()


def _judge_socketpair(program: _Program) -> None:
    """Other families have pairs too, and memory that nobody counts."""
    program.load_argument(0)
    program.if_equal(socket.AF_UNIX, "a pair of this machine's")
    program.fail(errno.EPERM)
    program.label("a pair of this machine's")
    program.allow()
