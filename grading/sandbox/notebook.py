"""The trusted side of one running notebook: send cells, read outputs, hold it to its limits."""

from __future__ import annotations

import json
import math
import os
import re
import select
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import outputs

GRACE = 1.5  # seconds that a cell has to end by itself once its time is up
LOOK = 0.05  # seconds from one look at what a notebook uses to the next


@dataclass(frozen=True)
class Limits:
    """What one notebook, and each of its cells, may use."""

    cell_seconds: float = 60  # wall clock
    notebook_seconds: float = 240  # wall clock
    cell_cpu_seconds: float = 30  # of all its processes together
    notebook_cpu_seconds: float = 120
    memory_mib: int = 1024  # MiB beyond the imported libraries, all its processes together
    processes: int = 64  # processes and threads at one time
    file_mib: int = 64  # MiB per file, and per writable folder (work, /tmp, /dev/shm)
    cell_output_bytes: int = 1_000_000  # as JSON; a cell's observations have as much again
    notebook_output_bytes: int = 5_000_000


@dataclass(frozen=True)
class CellRun:
    """What one cell did: nbformat 4 outputs, and in one line why it did not end well, if so."""

    outputs: list[dict[str, Any]]
    error: str | None = None


@dataclass(frozen=True)
class Run:
    """One CellRun per cell given, and what happened beyond Python errors (limits, damage)."""

    cells: list[CellRun]
    problems: list[str] = field(default_factory=list)


class Breach(Exception):
    """The notebook must end now: what it ran into, by name, and a sentence on it."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.output = _error(name, message)


def cut_short(cells: list[str], run: Run, breach: Breach) -> Run:
    """Complete a run that ended in the cell after `run`'s last."""
    problem = f"cell {len(run.cells) + 1}: {breach}" if len(run.cells) < len(cells) else str(breach)
    rest = [CellRun([], f"not run: {breach}") for _ in cells[len(run.cells) :]]
    rest[:1] = [CellRun([breach.output], str(breach)) for _ in rest[:1]]
    return Run(run.cells + rest, [*run.problems, problem])


class Notebook:
    """A notebook whose process is at the other end of `channel`; its time begins now."""

    def __init__(self, channel: socket.socket, limits: Limits) -> None:
        self.channel, self.limits = channel, limits
        channel.settimeout(10)  # for sending; reading waits in `poll`
        self.buffer = bytearray()
        self.room = limits.notebook_output_bytes
        self.start = time.monotonic()
        self.pid = 0
        self.base = 0.0  # MiB used before the first cell
        self.cpu = 0.0  # seconds used, as last looked at
        self.says = {
            "MemoryLimit": f"a notebook may use {limits.memory_mib} MiB of memory",
            "ProcessLimit": f"a notebook may have {limits.processes} processes and threads",
            "FileLimit": f"a file, or a folder, may hold {limits.file_mib} MiB",
        }

    def run(self, cells: list[str], first: dict[str, Any]) -> Run:
        """Send `first`, then the cells one by one; OSError if the channel fails."""
        run = Run([])
        try:
            hello = outputs.parse(self._read_line(4096, self._look))
            if hello["failed"]:
                raise Breach("SandboxLost", str(hello["failed"]))
            self.pid = hello["pid"]
            self.base = usage(self.pid)[2]
            self._send(first)
            for source in cells:
                run.cells.append(self._run_cell(source, run))
        except Breach as breach:
            return cut_short(cells, run, breach)
        return run

    def _run_cell(self, source: str, run: Run) -> CellRun:
        limits, start = self.limits, time.monotonic()
        wall_left = limits.notebook_seconds - (start - self.start)
        wall = _stricter(limits.cell_seconds, limits.notebook_seconds, wall_left, "s")
        cpu_left = limits.notebook_cpu_seconds - self.cpu
        cpu = _stricter(limits.cell_cpu_seconds, limits.notebook_cpu_seconds, cpu_left, "s of CPU")
        cpu_before: list[float] = []

        def look() -> None:
            if time.monotonic() - start > wall[0] + GRACE:
                raise Breach("TimeLimit", wall[1])
            self._look()
            cpu_before.append(self.cpu)
            if self.cpu - cpu_before[0] > cpu[0] + GRACE:
                raise Breach("TimeLimit", cpu[1])

        room = max(0, min(limits.cell_output_bytes, self.room))
        self._send({"source": source, "timers": [wall, cpu], "room": room})
        line = self._read_line(2 * limits.cell_output_bytes + 100_000, look)
        self.room -= len(line)
        try:
            record = outputs.parse(line)
            if record.get("cell") != len(run.cells) or self.buffer:
                raise ValueError(str(record.get("failed") or "out of turn"))
            shown = outputs.rebuild(record.get("outputs"))
        except ValueError as error:
            raise Breach("Damaged", f"what the notebook reports is not its outputs: {error}")
        notes = self._recognise(shown)
        if record.get("truncated"):
            message = "too much output, the rest of it was left out"
            shown.append({"output_type": "stream", "name": "stderr", "text": f"[{message}]\n"})
            run.problems.append(f"cell {len(run.cells) + 1}: OutputLimit: {message}")
        run.problems.extend(f"cell {len(run.cells) + 1}: {note}" for note in notes)
        errors = [f"{o['ename']}: {o['evalue']}" for o in shown if o["output_type"] == "error"]
        shown.extend(_error(*note.split(": ", 1)) for note in notes if note not in errors)
        return CellRun(shown, errors[0] if errors else None)

    def _recognise(self, shown: list[dict[str, Any]]) -> list[str]:
        """Name the limits behind errors that the kernel or a timer caused inside the notebook."""
        notes = []
        for output in shown:
            if output["output_type"] == "error":
                text = f"{output['ename']}: {output['evalue']}"
                if text.startswith("TimeLimit: "):
                    notes.append(text)
                notes += [
                    f"{name}: {self.says[name]}"
                    for name, pattern in _REFUSALS.items()
                    if re.search(pattern, text)
                ]
        return notes

    def _send(self, message: dict[str, Any]) -> None:
        self.channel.sendall(json.dumps(message).encode() + b"\n")

    def _read_line(self, most: int, look: Callable[[], None]) -> bytes:
        """Wait for a line of at most `most` bytes; `look` is called meanwhile and may raise."""
        poller = select.poll()
        poller.register(self.channel, select.POLLIN)
        next_look = time.monotonic() + LOOK
        while (end := self.buffer.find(b"\n")) < 0:
            if poller.poll(LOOK * 1000):
                received = self.channel.recv(1 << 18)
                if not received:
                    raise Breach("Ended", "the notebook's process came to an end")
                self.buffer += received
                if len(self.buffer) > most:
                    raise Breach("OutputLimit", "far too much output")
            if time.monotonic() > next_look:
                look()
                next_look = time.monotonic() + LOOK
        line = bytes(self.buffer[:end])
        del self.buffer[: end + 1]
        return line

    def _look(self) -> None:
        """Raise Breach if the notebook's processes use too much; also when there is no cell yet."""
        if time.monotonic() - self.start > self.limits.notebook_seconds + GRACE:
            raise Breach("TimeLimit", "the notebook did not start in time")
        if self.pid:
            enough = 2 * self.base + self.limits.memory_mib
            self.cpu, tasks, memory = usage(self.pid, enough)
            if tasks - 1 > self.limits.processes:  # pid 1 is ours
                raise Breach("ProcessLimit", self.says["ProcessLimit"])
            if memory > enough:
                raise Breach("MemoryLimit", self.says["MemoryLimit"])


# How errors look that come from the limits which the kernel enforces.
_REFUSALS = {
    "MemoryLimit": r"^MemoryError|can't allocate memory|Cannot allocate memory",
    "ProcessLimit": r"\[Errno 11\]|can't start new thread",
    "FileLimit": r"\[Errno 2[78]\]",
}


def _error(name: str, message: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": name, "evalue": message, "traceback": []}


def _stricter(cell: float, notebook: float, left: float, unit: str) -> tuple[float, str]:
    """The time that a cell has, and what to say when it is over."""
    if left <= 0:
        raise Breach("TimeLimit", f"a notebook may take {notebook:g} {unit}")
    if left < cell:
        return left, f"a notebook may take {notebook:g} {unit}"
    return cell, f"a cell may take {cell:g} {unit}"


def usage(pid: int, enough: float = math.inf) -> tuple[float, int, float]:
    """CPU seconds, number of tasks and MiB of memory of a process and all below it, ended or not.

    Memory is what each process has mapped, shared pages counted for each; only if that is more
    than `enough` are they divided among the processes, which takes milliseconds.
    """
    processes, ticks, tasks, kib = [pid], 0, 0, 0
    for process in processes:
        folder = f"/proc/{process}"
        try:
            for thread in os.listdir(f"{folder}/task"):
                children = Path(f"{folder}/task/{thread}/children").read_text()
                processes += map(int, children.split())
                tasks += 1
            fields = Path(f"{folder}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
            status = Path(f"{folder}/status").read_text()
            kib += sum(map(int, re.findall(r"Rss(?:Anon|Shmem):\s*(\d+)", status)))
        except OSError:
            pass  # it has ended, or there is no /proc on this system
    if kib / 1024 > enough:
        kib = 0
        for process in processes:
            try:
                rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
                kib += sum(map(int, re.findall(r"Pss_(?:Anon|Shmem):\s*(\d+)", rollup)))
            except OSError:
                pass
    return ticks / os.sysconf("SC_CLK_TCK"), tasks, kib / 1024
