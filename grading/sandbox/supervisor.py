"""The trusted side of one running notebook: send cells, read outputs, keep limits."""

from __future__ import annotations

import base64
import json
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from . import records
from .cgroups import Group
from .errors import SandboxLost
from .limits import MEMORY, OUTPUT, TIME, Breach, Limits, breach_of, breaches_behind
from .usage import Watcher, user_of

GRACE_SECONDS = 3.0  # that a cell has to end by itself once its time is up
SECONDS_BETWEEN_LOOKS = 0.05
SECONDS_TO_SEND = 10
HELLO_BYTES = 4096
RECEIVED_AT_ONCE = 1 << 18

RECORD_OVERHEAD = 50_000  # what a record has besides its outputs
MOST_OVERDRAWN = 500_000  # by shortened errors, which are told in any case


@dataclass(frozen=True)
class CellRun:
    """What one cell did.

    Attributes:
        outputs: of nbformat 4.
        error: in one line why it did not end well, if so.
    """

    outputs: list[dict[str, Any]]
    error: str | None = None


@dataclass(frozen=True)
class Run:
    """What a notebook did.

    Attributes:
        cells: one for each cell given, in order.
        problems: what happened beyond Python errors (limits, damage), a sentence each.
    """

    cells: list[CellRun] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Notebook:
    """What is to be run.

    Attributes:
        cells: sources, in order.
        files: what stands in its folder, path to content.
        environment: variables.
        work: its folder.
    """

    cells: list[str]
    files: dict[str, str | bytes]
    environment: dict[str, str]
    work: str


class Supervisor:
    """Runs the notebook whose process is at the other end of a channel.

    Its time begins when this is made.

    Args:
        channel: what it is spoken to over.
        limits: what it is held to.
        reported: the MIME type of what cells report.
        confined: whether its process is confined.
        never_root: whether its process must not be root's.
        group: a control group to put it into, if there is one.

    Attributes:
        user: the id that its process has outside, once it has started.
    """

    def __init__(
        self,
        channel: socket.socket,
        limits: Limits,
        *,
        reported: str,
        confined: bool,
        never_root: bool,
        group: Group | None,
    ) -> None:
        self.user = -1
        self._never_root = never_root
        self._channel = channel
        self._limits = limits
        self._confined = confined
        self._group = group
        self._notebook_began = time.monotonic()
        self._buffer = bytearray()
        self._budget = _Budget(
            limits.notebook_output_bytes, limits.notebook_reported_bytes
        )
        self._rebuilder = records.Rebuilder(reported, limits.notebook_values)
        self._cpu_seconds = 0.0
        self._watcher: Watcher | None = None
        channel.settimeout(SECONDS_TO_SEND)  # reading waits in `poll`

    @property
    def pid(self) -> int:
        """The notebook's process, or 0 before it has told which it is."""
        return self._watcher.pid if self._watcher else 0

    def run(self, notebook: Notebook) -> Run:
        """Run the cells one by one.

        Raises:
            SandboxLost: if its process did not come into being, or is not confined.
        """
        self._read_hello()
        run = Run()
        try:
            self._send(
                {
                    "work": notebook.work,
                    "files": _for_the_channel(notebook.files),
                    "environment": notebook.environment,
                }
            )
            for source in notebook.cells:
                run.cells.append(self._run_cell(source, run))
        except Breach as breach:
            return _cut_short(run, notebook.cells, self._told_by_kernel(breach))
        return run

    def _read_hello(self) -> None:
        try:
            hello = records.parse(self._read_line(HELLO_BYTES, self._look_at_start))
        except (Breach, ValueError) as error:
            raise SandboxLost(f"a notebook's process did not start: {error}") from None
        if hello["failed"]:
            raise SandboxLost(str(hello["failed"]))
        pid = int(hello["pid"])
        self._watcher = Watcher(pid, self._limits, own_network=self._confined)
        try:
            self.user = user_of(pid)
            if self._group is not None:
                self._group.add(pid)
        except OSError as error:
            raise SandboxLost(f"it cannot be watched: {error}") from None
        if self._never_root and self.user == 0:
            raise SandboxLost("it runs as this machine's root")

    def _run_cell(self, source: str, run: Run) -> CellRun:
        position = len(run.cells)
        clock = _Clock(self._limits, self._notebook_began, self._cpu_seconds)
        rooms = self._budget.rooms(self._limits.cell_output_bytes)
        message = {"source": source, "timers": clock.timers}
        self._send(message | rooms)
        most = sum(rooms.values()) + RECORD_OVERHEAD
        line = self._read_line(most, lambda: self._look(clock))
        try:
            record = records.parse(line)
            more_came = bool(self._buffer)  # than the one line it was asked for
            if record.get("cell") != position or more_came:
                raise ValueError(str(record.get("failed") or "not at this time"))
            outputs = self._rebuilder.rebuild(record.get("outputs"))
        except ValueError as error:
            sentence = f"no notebook reports what this one did: {error}"
            raise Breach("Damaged", sentence) from None
        except records.TooManyValues:
            raise Breach(OUTPUT, "far too many values in its outputs") from None
        self._spend(line, outputs)
        problems, more = self._comments(outputs, bool(record.get("whole")), rooms)
        run.problems.extend(f"cell {position + 1}: {problem}" for problem in problems)
        return CellRun(outputs + more, _first_error(outputs))

    def _spend(self, line: bytes, outputs: list[dict[str, Any]]) -> None:
        """Subtract a cell's outputs from what is left, measured here.

        Raises:
            Breach: if it has told more than it may, which no honest process does.
        """
        reports = [one for one in outputs if self._rebuilder.is_report(one)]
        reported = records.size(reports)
        other = max(0, len(line) - reported)
        self._budget.spend(other, reported)
        if self._budget.is_overdrawn():
            raise Breach(OUTPUT, "far too much output")

    def _comments(
        self, outputs: list[dict[str, Any]], whole: bool, rooms: dict[str, int]
    ) -> tuple[list[str], list[dict[str, Any]]]:
        """Return problems to note, and outputs to add, about limits that a cell met."""
        problems = []
        more: list[dict[str, Any]] = []
        errors = [output for output in outputs if output["output_type"] == "error"]
        for error in errors:
            for breach in breaches_behind(error, self._limits):
                problems.append(str(breach))
                if breach.name != TIME:  # which is such an output already
                    more.append(breach.as_output())
        if not whole:
            room = rooms["room"]
            problem = (
                f"{OUTPUT}: a cell may put out {room} bytes here; the rest is left out"
            )
            problems.append(problem)
            text = f"{problem}\n"
            more.append({"output_type": "stream", "name": "stderr", "text": text})
        return problems, more

    def _told_by_kernel(self, breach: Breach) -> Breach:
        """Replace "it came to an end" by why, where the kernel has told the group."""
        if self._group is not None and self._group.ran_out_of_memory:
            return breach_of(MEMORY, self._limits)
        return breach

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._channel.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            raise _ended() from None

    def _read_line(self, most: int, look: Callable[[], None]) -> bytes:
        """Wait for a line.

        Args:
            most: how many bytes it may have.
            look: called meanwhile; it may raise Breach.
        """
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        while (end := self._buffer.find(b"\n")) < 0:
            if poller.poll(SECONDS_BETWEEN_LOOKS * 1000):
                self._receive()
            if len(self._buffer) > most:
                raise Breach(OUTPUT, "far too much output")
            if time.monotonic() > next_look:
                look()
                next_look = time.monotonic() + SECONDS_BETWEEN_LOOKS
        line = bytes(self._buffer[:end])
        del self._buffer[: end + 1]
        return line

    def _receive(self) -> None:
        try:
            received = self._channel.recv(RECEIVED_AT_ONCE)
        except OSError:  # it has ended with a cell unread
            raise _ended() from None
        if not received:
            raise _ended()
        self._buffer += received

    def _look_at_start(self) -> None:
        if time.monotonic() - self._notebook_began > self._limits.notebook_seconds:
            raise Breach(TIME, "it took too long")

    def _look(self, clock: _Clock) -> None:
        """Look at what the notebook's processes use, while a cell runs."""
        assert self._watcher is not None
        clock.look_at_wall()
        self._watcher.look(clock.look_at_wall)  # many processes take long to look at
        used = self._watcher.cpu_seconds
        if self._group is not None:
            used = max(used, self._group.cpu_seconds)
        self._cpu_seconds = used
        clock.look_at_cpu(used)


class _Clock:
    """The time that one cell has, of the wall clock and of the processor.

    Args:
        limits: of cell and notebook.
        begun: when the notebook began.
        cpu_seconds: what it has used so far.

    Raises:
        Breach: if nothing is left for this cell.
    """

    def __init__(self, limits: Limits, begun: float, cpu_seconds: float) -> None:
        self._cell_began = time.monotonic()
        self._cpu_before: float | None = None
        self._wall = _stricter(
            limits.cell_seconds,
            limits.notebook_seconds,
            limits.notebook_seconds - (self._cell_began - begun),
            "s",
        )
        self._cpu = _stricter(
            limits.cell_cpu_seconds,
            limits.notebook_cpu_seconds,
            limits.notebook_cpu_seconds - cpu_seconds,
            "s of CPU",
        )
        self.timers = (self._wall, self._cpu)

    def look_at_wall(self) -> None:
        """Raise Breach if the cell has not ended by itself in time."""
        seconds, sentence = self._wall
        if time.monotonic() - self._cell_began > seconds + GRACE_SECONDS:
            raise Breach(TIME, sentence)

    def look_at_cpu(self, used: float) -> None:
        """Raise Breach if, since the first look, the cell has used too much.

        What the notebook used before is only known from the last look at it.
        """
        if self._cpu_before is None:
            self._cpu_before = used
        seconds, sentence = self._cpu
        if used - self._cpu_before > seconds + GRACE_SECONDS:
            raise Breach(TIME, sentence)


@dataclass
class _Budget:
    """How many bytes of outputs are left for a notebook."""

    shown: int
    reported: int

    def rooms(self, cell_bytes: int) -> dict[str, int]:
        """Return what one cell may put out, and report beyond that."""
        return {
            "room": max(0, min(cell_bytes, self.shown)),
            "reported_room": max(0, min(cell_bytes, self.reported)),
        }

    def spend(self, shown: int, reported: int) -> None:
        """Subtract what a cell has put out."""
        self.shown -= shown
        self.reported -= reported

    def is_overdrawn(self) -> bool:
        """Whether more was put out than an honest notebook's last words."""
        return min(self.shown, self.reported) < -MOST_OVERDRAWN


def _stricter(
    cell: float, notebook: float, left: float, unit: str
) -> tuple[float, str]:
    """Return the time that a cell has, and what to say when it is over."""
    if left <= 0:
        raise Breach(TIME, f"a notebook may take {notebook:g} {unit}")
    if left < cell:
        return left, f"a notebook may take {notebook:g} {unit}"
    return cell, f"a cell may take {cell:g} {unit}"


def _ended() -> Breach:
    return Breach("Ended", "the process came to an end")


def _first_error(outputs: list[dict[str, Any]]) -> str | None:
    for output in outputs:
        if output["output_type"] == "error":
            return f"{output['ename']}: {output['evalue']}"
    return None


def _cut_short(run: Run, cells: list[str], breach: Breach) -> Run:
    """Complete a run that came to its end in the cell after the last it has."""
    done = list(run.cells)
    where = ""
    if len(done) < len(cells):
        where = f"cell {len(done) + 1}: "
        done.append(CellRun([breach.as_output()], str(breach)))
    done += [CellRun([], f"not run: {breach}") for _ in cells[len(done) :]]
    return Run(done, [*run.problems, f"{where}{breach}"])


def _for_the_channel(files: dict[str, str | bytes]) -> dict[str, str]:
    """Files as JSON can hold them: their bytes in base64."""
    encoded = {}
    for name, content in files.items():
        if isinstance(content, str):
            content = content.encode()
        encoded[name] = base64.b64encode(content).decode("ascii")
    return encoded
