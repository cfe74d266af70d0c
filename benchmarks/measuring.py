"""What a command costs, measured from outside, with all processes that it starts."""

import ctypes
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import click

ROOT = Path(__file__).resolve().parent.parent
_PR_SET_CHILD_SUBREAPER = 36  # <linux/prctl.h>
_SECONDS_FOR_ORPHANS = 20
_SECONDS_BETWEEN_LOOKS = 0.2
_END_OF_LOG = 2000  # characters


@dataclass(frozen=True)
class Cost:
    """What a command took.

    Attributes:
        wall: seconds.
        cpu: seconds of all processes that it left behind or waited for.
        peak: MiB of memory of the command's own process at most.
        report: what it printed, if that was JSON.
    """

    wall: float
    cpu: float
    peak: float
    report: dict[str, Any] = field(default_factory=dict)


def environment() -> dict[str, str]:
    """This process's environment, with the project and this interpreter first."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return os.environ | {"PYTHONPATH": str(ROOT), "PATH": path}


def adopt_orphans() -> None:
    """Make this process the parent of orphans, so that their CPU time is counted."""
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def measure(
    command: list[str], cwd: Path, *, among_others: bool = False, exit_code: int = 0
) -> Cost:
    """Run a command and account for all that it starts.

    Args:
        command: what to run.
        cwd: where.
        among_others: whether this process has other children, whose CPU time could not
            be told from the command's; then they are not waited for.
        exit_code: what the command must end with.

    Raises:
        ClickException: if it ends with another exit code.
    """
    before, start = _cpu_of_children(), time.perf_counter()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, cwd=cwd, env=environment(), stdout=out, stderr=log
        )
        peak = _wait(process)
        wall = time.perf_counter() - start
        if not among_others:
            _wait_for_orphans()
        text, messages = _text(out), _text(log)
    if process.returncode != exit_code:
        raise click.ClickException(
            f"{' '.join(command)} failed:\n{messages[-_END_OF_LOG:]}"
        )
    report = json.loads(text) if text.startswith("{") else {}
    return Cost(wall, _cpu_of_children() - before, peak, report)


def wait_for(condition: Callable[[], bool], seconds: float, complaint: str) -> None:
    """Look again and again until something holds.

    Raises:
        ClickException: with the complaint, when the time is over.
    """
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise click.ClickException(complaint)
        time.sleep(_SECONDS_BETWEEN_LOOKS)


def _wait(process: subprocess.Popen[bytes]) -> float:
    """Wait for a process; its peak memory in MiB."""
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, _peak_mib(process.pid))
        try:
            process.wait(_SECONDS_BETWEEN_LOOKS)
        except subprocess.TimeoutExpired:
            continue
    return peak


def _wait_for_orphans() -> None:
    deadline = time.monotonic() + _SECONDS_FOR_ORPHANS
    while time.monotonic() < deadline:
        try:
            ended, _ = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if ended == 0:
            time.sleep(_SECONDS_BETWEEN_LOOKS)


def _cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _peak_mib(pid: int) -> float:
    """The most memory that a process has had so far, as Linux keeps it in KiB."""
    try:
        text = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    for line in text.splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) / 1024
    return 0.0


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()
