"""What a notebook may use, and what is said when it has used that up."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Limits:
    """What one notebook, and each of its cells, may use.

    Attributes:
        cell_seconds: wall clock of a cell.
        notebook_seconds: wall clock of a notebook.
        cell_cpu_seconds: processor time of a cell, all its processes together.
        notebook_cpu_seconds: processor time of a notebook.
        memory_mib: MiB of a process beyond the libraries, and of several together.
        processes: processes and threads at one time.
        sockets: sockets at one time; each may hold some memory of the kernel's.
        file_mib: MiB of a file, and of a writable folder (there are three).
        cell_output_bytes: as JSON; what a cell reports may have as much again.
        notebook_output_bytes: as JSON, without what cells report.
        notebook_reported_bytes: as JSON, of all that the cells of a notebook report.
        notebook_values: strings, numbers, lists and objects in all of it together.
    """

    cell_seconds: float = 60
    notebook_seconds: float = 240
    cell_cpu_seconds: float = 30
    notebook_cpu_seconds: float = 120
    memory_mib: int = 1024
    processes: int = 32
    sockets: int = 400
    file_mib: int = 64
    cell_output_bytes: int = 1_000_000
    notebook_output_bytes: int = 5_000_000
    notebook_reported_bytes: int = 5_000_000
    notebook_values: int = 300_000


class Breach(Exception):  # noqa: N818  (it is the notebook's doing, no error of ours)
    """What a notebook ran into. Raised where it must end at once.

    Args:
        name: what students see as the error's name.
        message: a sentence on it.
    """

    def __init__(self, name: str, message: str) -> None:
        super().__init__(f"{name}: {message}")
        self.name = name
        self.message = message

    def as_output(self) -> dict[str, Any]:
        """Return it as a cell's error output."""
        return {
            "output_type": "error",
            "ename": self.name,
            "evalue": self.message,
            "traceback": [str(self)],
        }


TIME = "TimeLimit"
OUTPUT = "OutputLimit"
MEMORY = "MemoryLimit"
PROCESSES = "ProcessLimit"
FILES = "FileLimit"

# What is said of a limit that the kernel enforces by failing a system call.
_SENTENCES = {
    MEMORY: "a notebook may use {memory_mib} MiB of memory",
    PROCESSES: "a notebook may have {processes} processes and threads",
    FILES: "a file, or a folder, may hold {file_mib} MiB",
}

# How the errors look that Python and its libraries make of that.
_SIGNS = {
    MEMORY: "^MemoryError|can't allocate memory|Cannot allocate memory",
    PROCESSES: r"\[Errno 11\]|can't start new thread",
    FILES: r"\[Errno 2[78]\]",
}


def breach_of(name: str, limits: Limits) -> Breach:
    """Return the breach of memory, processes or files, with its sentence."""
    return Breach(name, _SENTENCES[name].format(**asdict(limits)))


def breaches_behind(error: dict[str, Any], limits: Limits) -> list[Breach]:
    """Recognise the limits that caused an error output of a cell."""
    if error["ename"] == TIME:
        return [Breach(TIME, error["evalue"])]
    line = f"{error['ename']}: {error['evalue']}"
    names = [name for name, sign in _SIGNS.items() if re.search(sign, line)]
    return [breach_of(name, limits) for name in names]
