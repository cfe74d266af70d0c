"""The trusted side of one running notebook: send cells, read outputs, hold it to its limits."""

from __future__ import annotations

import contextlib
import json
import os
import re
import select
import socket
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from . import records

GRACE = 3.0  # seconds that a cell has to end by itself once its time is up
LOOK = 0.05  # seconds from one look at what a notebook uses to the next


@dataclass(frozen=True)
class Limits:
    """What one notebook, and each of its cells, may use."""

    cell_seconds: float = 60  # wall clock
    notebook_seconds: float = 240  # wall clock
    cell_cpu_seconds: float = 30  # of all its processes together
    notebook_cpu_seconds: float = 120
    memory_mib: int = (
        1024  # MiB of a process beyond the libraries, and of several together
    )
    processes: int = 32  # processes and threads at one time
    file_mib: int = 64  # MiB per file, and per writable folder (work, /tmp, /dev/shm)
    cell_output_bytes: int = (
        1_000_000  # as JSON; a cell's observations have as much again
    )
    notebook_output_bytes: int = 5_000_000


# What is said of a limit, and how errors look that the kernel causes by enforcing it.
_REFUSALS = {
    "MemoryLimit": (
        "a notebook may use {memory_mib} MiB of memory",
        "^MemoryError|can't allocate memory|Cannot allocate memory",
    ),
    "ProcessLimit": (
        "a notebook may have {processes} processes and threads",
        r"\[Errno 11\]|can't start new thread",
    ),
    "FileLimit": ("a file, or a folder, may hold {file_mib} MiB", r"\[Errno 2[78]\]"),
}


@dataclass(frozen=True)
class CellRun:
    """What one cell did: nbformat 4 outputs, and in one line why it did not end well, if so."""

    outputs: list[dict[str, Any]]
    error: str | None = None


@dataclass(frozen=True)
class Run:
    """One CellRun per cell given, and what happened beyond Python errors (limits, damage)."""

    cells: list[CellRun] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def cut_short(self, cells: list[str], reason: Breach) -> Run:
        """Complete a run that came to its end in the cell after the last."""
        at = f"cell {len(self.cells) + 1}: " if len(self.cells) < len(cells) else ""
        rest = [CellRun([], f"not run: {reason}") for _ in cells[len(self.cells) :]]
        rest[:1] = [CellRun([reason.as_output()], str(reason)) for _ in rest[:1]]
        return Run(self.cells + rest, [*self.problems, f"{at}{reason}"])


class Breach(Exception):  # noqa: N818
    """What a notebook ran into, by name, and a sentence on it. Raised when it must end now."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name, self.message = name, message

    def as_output(self) -> dict[str, Any]:
        """Return it as a cell's error output."""
        error = {"output_type": "error", "ename": self.name, "evalue": self.message}
        return error | {"traceback": [str(self)]}


class Notebook:
    """A notebook whose process is at the other end of `channel`; its time begins now."""

    def __init__(self, channel: socket.socket, limits: Limits) -> None:
        self.channel, self.limits = channel, limits
        channel.settimeout(10)  # for sending; reading waits in `poll`
        self.buffer = bytearray()
        self.room = limits.notebook_output_bytes
        self.start = time.monotonic()
        self.pid = 0  # until it has told it
        self.cpu = 0.0  # seconds used, when last looked at

    def run(self, cells: list[str], first: dict[str, Any]) -> Run:
        """Send `first`, then the cells one by one. Raises OSError if the channel fails."""
        run = Run()
        try:
            hello = records.parse(self._read_line(4096, self._look_at_clock))
            if hello["failed"]:
                raise Breach("SandboxLost", str(hello["failed"]))
            self.pid = int(hello["pid"])
            self._send(first)
            for source in cells:
                run.cells.append(self._run_cell(source, run))
        except Breach as breach:
            return run.cut_short(cells, breach)
        return run

    def _run_cell(self, source: str, run: Run) -> CellRun:
        limits, start, where = (
            self.limits,
            time.monotonic(),
            f"cell {len(run.cells) + 1}",
        )
        wall_left = limits.notebook_seconds - (start - self.start)
        wall = _stricter(limits.cell_seconds, limits.notebook_seconds, wall_left, "s")
        cpu_left = limits.notebook_cpu_seconds - self.cpu
        cpu = _stricter(
            limits.cell_cpu_seconds, limits.notebook_cpu_seconds, cpu_left, "s of CPU"
        )
        cpu_before: list[float] = []

        def look_at_clock() -> None:
            if time.monotonic() - start > wall[0] + GRACE:
                raise Breach("TimeLimit", wall[1])

        def look() -> None:
            self._look_at_processes(look_at_clock)
            cpu_before.append(self.cpu)
            if self.cpu - cpu_before[0] > cpu[0] + GRACE:
                raise Breach("TimeLimit", cpu[1])

        room = max(0, min(limits.cell_output_bytes, self.room))
        self._send({"source": source, "timers": [wall, cpu], "room": room})
        line = self._read_line(2 * limits.cell_output_bytes + 100_000, look)
        self.room -= len(line)
        try:
            record = records.parse(line)
            if record.get("cell") != len(run.cells) or self.buffer:
                raise ValueError(str(record.get("failed") or "not at this time"))
            shown = records.rebuild(record.get("outputs"))
        except ValueError as error:
            raise Breach(
                "Damaged", f"no notebook reports what this one did: {error}"
            ) from None
        errors = [output for output in shown if output["output_type"] == "error"]
        for breach in self._limits_behind(errors):
            run.problems.append(f"{where}: {breach}")
            if breach.name != "TimeLimit":  # which is such an output already
                shown.append(breach.as_output())
        if not record.get("whole"):
            message = f"OutputLimit: a cell may put out {room} bytes here; the rest is left out"
            run.problems.append(f"{where}: {message}")
            shown.append(
                {"output_type": "stream", "name": "stderr", "text": f"{message}\n"}
            )
        return CellRun(
            shown, f"{errors[0]['ename']}: {errors[0]['evalue']}" if errors else None
        )

    def _limits_behind(self, errors: list[dict[str, Any]]) -> list[Breach]:
        """Recognise the errors that limits caused inside the notebook."""
        found = []
        for error in errors:
            if error["ename"] == "TimeLimit":
                found.append(Breach("TimeLimit", error["evalue"]))
            for name, (_, pattern) in _REFUSALS.items():
                if re.search(pattern, f"{error['ename']}: {error['evalue']}"):
                    found.append(self._refusal(name))
        return found

    def _refusal(self, name: str) -> Breach:
        return Breach(name, _REFUSALS[name][0].format(**asdict(self.limits)))

    def _send(self, message: dict[str, Any]) -> None:
        self.channel.sendall(json.dumps(message).encode() + b"\n")

    def _read_line(self, most: int, look: Callable[[], None]) -> bytes:
        """Wait for a line of at most `most` bytes; meanwhile `look` is called, and may raise."""
        poller = select.poll()
        poller.register(self.channel, select.POLLIN)
        next_look = time.monotonic() + LOOK
        while (end := self.buffer.find(b"\n")) < 0:
            if poller.poll(LOOK * 1000):
                received = self.channel.recv(1 << 18)
                if not received:
                    raise Breach(
                        "Ended" if self.pid else "SandboxLost",
                        "the process came to an end",
                    )
                self.buffer += received
                if len(self.buffer) > most:
                    raise Breach("OutputLimit", "far too much output")
            if time.monotonic() > next_look:
                look()
                next_look = time.monotonic() + LOOK
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 1]
        return line

    def _look_at_clock(self) -> None:
        if time.monotonic() - self.start > self.limits.notebook_seconds:
            raise Breach("SandboxLost", "the notebook's process did not start in time")

    def _look_at_processes(self, look_at_clock: Callable[[], None]) -> None:
        """Update `cpu`. Raises Breach if the notebook's processes are too many or too big."""
        processes, ticks, tasks, kib = [self.pid], 0, 0, 0
        for process in processes:
            look_at_clock()  # while processes fork, reading about one of them can take a second
            with contextlib.suppress(
                FileNotFoundError, ProcessLookupError
            ):  # ended; or no Linux
                for task in Path(f"/proc/{process}/task").iterdir():
                    tasks += 1
                    processes += map(int, (task / "children").read_text().split())
                if max(tasks, len(processes)) > self.limits.processes:
                    raise self._refusal(
                        "ProcessLimit"
                    )  # at once, they may become many more
                fields = (
                    Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
                )
                ticks += sum(
                    map(int, fields[11:15])
                )  # its own, and of children that have ended
                if (
                    len(processes) > 1
                ):  # one alone is bounded by the kernel, all together by us
                    memory = Path(f"/proc/{process}/smaps_rollup").read_text()
                    kib += sum(
                        map(int, re.findall(r"Pss_(?:Anon|Shmem):\s*(\d+)", memory))
                    )
        self.cpu = ticks / os.sysconf("SC_CLK_TCK")
        if kib > self.limits.memory_mib * 1024:
            raise self._refusal("MemoryLimit")


def _stricter(
    cell: float, notebook: float, left: float, unit: str
) -> tuple[float, str]:
    """Return the time that a cell has, and what to say when it is over."""
    if left <= 0:
        raise Breach("TimeLimit", f"a notebook may take {notebook:g} {unit}")
    if left < cell:
        return left, f"a notebook may take {notebook:g} {unit}"
    return cell, f"a cell may take {cell:g} {unit}"
