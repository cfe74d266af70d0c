"""What a class can do to its grader: stand-ins for a worker that are quick and can be killed.

It must be importable without pytest, since worker processes import it.
"""

import os
import re
import signal
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from grading.classroom.work import NoSandbox, work
from grading.sandbox import CellRun, Limits, Run
from scaffold.observation import MIME


class StandIn:
    """Runs the cells of the tiny course without running them.

    A check's value is right if a cell before it says `* x`.  A cell that says `KILL` kills
    its worker, one that says `KILL <file>` only as long as the file exists.
    """

    limits = Limits()
    unsafe = False

    def run(self, cells, files, env):
        """What `Engine.run` returns."""
        done, text = [], ""
        for source in cells:
            text += source
            for victim in re.findall(r"# KILL ?(\S*)", source):
                if not victim or Path(victim).is_file():
                    Path(victim).unlink() if victim else None
                    os.kill(os.getpid(), signal.SIGKILL)
            done.append(CellRun(_outputs(source, text, env["CHECK_SEED"])))
        return Run(done)


def _outputs(source, text, seed):
    check = re.search(r'Check\("(\w+)"\)', source)
    if check is None:
        return []
    value = sha256(f"{seed}/{check[1]}".encode()).hexdigest() if "* x" in text else ""
    points = float(re.search(r"points=(\d+)", source)[1])
    seen = {
        "check": check[1],
        "name": "y",
        "kind": "str",
        "value": value,
        "hint": "Look.",
        "points": points,
        "rtol": 0.0,
        "atol": 0.0,
    }
    return [{"output_type": "display_data", "data": {MIME: seen}, "metadata": {}}]


def execute(task):
    """What `work` returns for a submission to the tiny course."""
    return work(task, StandIn())


def no_sandbox(task):
    """As on a machine where nothing can be confined."""
    if task.shared.sandboxed:
        return NoSandbox("No sandbox to run submissions in: this is a test.")
    return execute(task)


def too_old(task):
    """As on a machine with another installation."""
    versions = task.shared.environment | {"torch": "0.1"}
    return work(replace(task, shared=replace(task.shared, environment=versions)))


def die(task):
    """As on a machine whose workers do not live long."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_half_way(task):
    """The real thing, but one worker is lost when it has graded a submission."""
    marker = Path(os.environ["KILL_ONCE"])
    if task.student == "chen" and marker.is_file():
        marker.unlink()
        die(task)
    return work(task)
