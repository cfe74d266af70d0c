"""The process that has everything imported, and forks for each notebook.

Commands come over an inherited socket, one byte each: `r`, with a descriptor attached, runs a
notebook that is spoken to over that descriptor; `e` ends it and is answered once nothing of it is
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

from . import confine, shell

CHANNEL = 200  # the only descriptor of a notebook but /dev/null


def main() -> None:
    """Serve `python -P -c "from sandbox import zygote; zygote.main()" SOCKET OPTIONS`."""
    control = socket.socket(fileno=int(sys.argv[1]))
    options = json.loads(sys.argv[2])
    sys.argv = [""]
    sys.path.insert(0, "")  # the current directory, as in a kernel
    import_libraries()
    session = shell.make_shell()
    gc.collect()
    gc.freeze()  # a collection in a fork would copy every page
    control.sendall(b"+")
    notebook = 0
    while True:
        command, descriptors, _, _ = socket.recv_fds(control, 1, 1)
        if notebook and command != b"r":
            # The death of pid 1 takes its namespace along; `waitpid` returns when all are gone.
            (os.kill if options["confined"] else os.killpg)(notebook, signal.SIGKILL)
            os.waitpid(notebook, 0)
            notebook = 0
        if command == b"r":
            notebook = confine.clone() if options["confined"] else os.fork()
            if notebook == 0:
                run_notebook(descriptors[0], session, options)
            if not options["confined"]:
                os.setpgid(notebook, notebook)
            os.close(descriptors[0])
        elif command == b"e":
            control.sendall(b"+")
        else:
            return


def import_libraries() -> None:
    """Import what notebooks import, once; each is optional, a notebook without it says so."""
    import torch

    torch.set_num_threads(1)  # a fork has no other thread; and grading runs one per core
    torch.ones(2, requires_grad=True).sum().backward()
    for name in ("sklearn.datasets", "sklearn.linear_model", "scaffold"):
        try:
            __import__(name)
        except ImportError:
            pass


def run_notebook(descriptor: int, session: shell.Shell, options: dict[str, Any]) -> None:
    """Be pid 1 of a notebook's namespaces, with the shell as child. Never returns."""
    try:
        confine.die_with_parent()
        # High, because libraries close their low descriptors in a fork once more.
        channel = socket.socket(fileno=os.dup2(descriptor, CHANNEL))
        null = os.open(os.devnull, os.O_RDWR)
        for stdio in (0, 1, 2):
            os.dup2(null, stdio)
        os.closerange(3, CHANNEL)
        os.closerange(CHANNEL + 1, 1 << 20)
        # This is the process id outside too: there, /proc is the machine's until it is covered.
        pid = int(os.readlink("/proc/self"))
        failed = ""
        limits = options["limits"]
        set_limits(limits, options["confined"])
        if options["confined"]:
            confine.confine(limits["file_mib"], limits["processes"])
            failed = ", ".join(confine.leaks())
        channel.sendall(json.dumps({"pid": pid, "failed": failed}).encode() + b"\n")
        shell_pid = os.fork()
        if shell_pid == 0:
            confine.die_with_parent()
            random.seed(0)
            shell.serve(channel, session, limits)
        channel.close()
        while os.wait()[0] != shell_pid:
            pass  # somebody's orphan: this is pid 1
    except Exception as error:
        message = {"pid": 0, "failed": f"{type(error).__name__}: {error}"}
        os.write(CHANNEL, json.dumps(message).encode() + b"\n")
    finally:
        os._exit(0)


def set_limits(limits: dict[str, Any], confined: bool) -> None:
    """Set what the kernel itself can hold a notebook to, beyond what is in use already."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    bounds = {
        resource.RLIMIT_AS: pages * resource.getpagesize() + limits["memory_mib"] * 2**20,
        resource.RLIMIT_FSIZE: limits["file_mib"] * 2**20,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    if confined:  # it counts the processes of a user in a namespace, here only this notebook's
        bounds[resource.RLIMIT_NPROC] = limits["processes"]
    for kind, bound in bounds.items():
        resource.setrlimit(kind, (bound, bound))
