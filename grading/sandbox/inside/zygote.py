"""The process that has everything imported, and forks for each notebook.

Commands come over an inherited socket, one byte each: `r`, with a descriptor attached, runs a
notebook that is spoken to over that descriptor; `e` ends it and is answered when nothing of it is
left. When the other side of the socket is gone, so is everything here.
"""

from __future__ import annotations

import gc
import json
import os
import random
import resource
import signal
import socket
import sys
from pathlib import Path
from typing import Any

import numpy.random  # which numpy itself imports only when it is used
import torch

from . import confine, shell

CHANNEL = 200  # a notebook's only descriptor besides /dev/null; libraries close their own, low ones

# Steps that are slow the first time. The errors are those that go through large files of a
# library, which a traceback reads, parses and colours: some tenths of a second.
FIRST_STEPS = [
    "import scaffold, torch\nX, w = torch.ones(4, 2), torch.ones(2, 1, requires_grad=True)",
    "((X[torch.randperm(4)] @ w - scaffold.Check('').normal(4, 1)) ** 2).mean().backward()\nw.grad",
    "scaffold.Check('').observe('', w, points=0)",
    "w.backward()",
    "scaffold.Module()(X)",
    "1 / 0",
]


def main() -> None:
    """Serve `python -P -c "from sandbox.inside import zygote; zygote.main()" SOCKET OPTIONS`."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    confined = options["confined"]
    sys.argv = [""]
    sys.path.insert(0, "")  # the current directory, as in a kernel
    session = shell.make_shell()
    warm_up(session)
    pid_namespace = os.open("/proc/self/ns/pid", os.O_RDONLY) if confined else -1
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page
    if sys.platform == "linux":
        confine.use_big_pages()
    control.sendall(b"+")
    notebook = 0
    while True:
        command, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if command == b"r":
            notebook = confine.fork(pid_namespace) if confined else os.fork()
            if notebook == 0:
                run_notebook(descriptors[0], session, confined, options["limits"])
            if not confined:
                os.setpgid(notebook, notebook)
            os.close(descriptors[0])
            continue
        if notebook:
            # The death of pid 1 takes its namespace along; `waitpid` returns when all are gone.
            (os.kill if confined else os.killpg)(notebook, signal.SIGKILL)
            os.waitpid(notebook, 0)
            notebook = 0
        if not command:
            return
        control.sendall(b"+")


def warm_up(session: shell.Shell) -> None:
    """Do what every notebook does first, once for all of them."""
    torch.set_num_threads(
        1
    )  # threads do not survive a fork, and grading keeps every core busy
    for cell in FIRST_STEPS:
        session.run_cell(cell)  # type: ignore[no-untyped-call]
    session.reset()  # type: ignore[no-untyped-call]


def run_notebook(
    descriptor: int, session: shell.Shell, confined: bool, limits: Any
) -> None:
    """Run one notebook in a fork of the zygote, as pid 1 of its namespace. Never returns."""
    try:
        if confined:
            os.setsid()  # or a signal to its own group would reach the zygote
        confine.die_with_parent()
        os.dup2(descriptor, CHANNEL)
        null = os.open(os.devnull, os.O_RDWR)
        for stdio in (0, 1, 2):
            os.dup2(null, stdio)
        os.closerange(3, CHANNEL)
        os.closerange(CHANNEL + 1, 1 << 20)
        # This is the process id outside: until it is covered, /proc is the machine's.
        pid = int(os.readlink("/proc/self")) if confined else os.getpid()
        set_limits(limits, confined)
        if confined:
            confine.confine(limits["file_mib"], limits["processes"])
        failed = ", ".join(confine.leaks()) if confined else ""
        os.write(CHANNEL, json.dumps({"pid": pid, "failed": failed}).encode() + b"\n")
        for seed in (random.seed, numpy.random.seed, torch.manual_seed):
            seed(0)  # so that a notebook's outputs depend on nothing but the notebook
        shell.serve(socket.socket(fileno=CHANNEL), session, limits)
    except Exception as error:
        message = {"failed": f"{type(error).__name__}: {error}"}
        os.write(CHANNEL, json.dumps(message).encode() + b"\n")
    finally:
        os._exit(0)


def set_limits(limits: Any, confined: bool) -> None:
    """Set what the kernel itself can hold a notebook to, beyond what is in use already."""
    bounds = {
        resource.RLIMIT_FSIZE: limits["file_mib"] * 2**20,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    if sys.platform == "linux":
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        bound = pages * resource.getpagesize() + limits["memory_mib"] * 2**20
        bounds[resource.RLIMIT_AS] = bound
    if (
        confined
    ):  # it counts a user's processes in a user namespace: here, this notebook's
        bounds[resource.RLIMIT_NPROC] = limits["processes"]
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))
