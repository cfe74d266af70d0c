"""What a class can do to its grader: a stand-in for the engine that is quick and can be killed.

It must be importable without pytest, since worker processes import it.
"""

import os
import re
import signal
from hashlib import sha256
from pathlib import Path

MIME = "application/vnd.course.observation+json"


def execute(job, seed, versions):
    """What `grading.execution.work` returns for a notebook of the tiny course.

    A check's value is right if a cell before it says `* x`.  A cell that says `KILL` kills
    its worker, one that says `KILL <file>` only as long as the file exists.
    """
    cells, text = [], ""
    for source in job.cells:
        text += source
        outputs = []
        for victim in re.findall(r"# KILL ?(\S*)", source):
            if not victim or Path(victim).is_file():
                Path(victim).unlink() if victim else None
                os.kill(os.getpid(), signal.SIGKILL)
        if check := re.search(r'Check\("(\w+)"\)', source):
            value = sha256(f"{seed}/{check[1]}".encode()).hexdigest() if "* x" in text else ""
            points = float(re.search(r"points=(\d+)", source)[1])
            seen = {"check": check[1], "name": "y", "kind": "str", "value": value, "hint": "Look."}
            seen |= {"points": points, "rtol": 0.0, "atol": 0.0}
            outputs.append({"output_type": "display_data", "data": {MIME: seen}, "metadata": {}})
        cells.append({"outputs": outputs, "error": None})
    return {"seed": seed, "cells": cells, "problems": []}


def no_sandbox(job, seed, versions):
    """As on a machine where nothing can be confined."""
    if job.sandboxed:
        return {"unavailable": "No sandbox to run submissions in: this is a test."}
    return execute(job, seed, versions)


def too_old(job, seed, versions):
    """As on a machine with another installation."""
    from grading.execution import work

    return work(job, seed, versions | {"torch": "0.1"})


def die(job, seed, versions):
    """As on a machine whose workers do not live long."""
    os.kill(os.getpid(), signal.SIGKILL)


def die_half_way(job, seed, versions):
    """The real thing, but one worker is lost when it comes to the second section."""
    marker = Path(os.environ["KILL_ONCE"])
    if "triple" in "".join(job.cells) and marker.is_file():
        marker.unlink()
        die(job, seed, versions)
    from grading.execution import work

    return work(job, seed, versions)
