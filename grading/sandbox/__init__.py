"""Run untrusted notebooks: no network, no files but their own, no rights, limits.

    with Engine(Limits()) as engine:
        run = engine.run(["print(1 + 1)"], files={}, environment={"SEED": "7"})

The trusted side: `engine` starts the sandbox and hands it notebooks; `bubblewrap` says
what is mounted in it; where root grades, `launcher` starts it without root's rights;
`supervisor` runs one notebook and holds it to its `limits`, with `usage` and `cgroups`
to see what it uses; `records` checks what comes back. `why_unavailable` tells reasons
and remedies, `host` compares the machine before and after. The package `inside` is what
runs in the sandbox.

This package knows nothing of the project around it, whose wishes come as a
`Preparation`. In the sandbox it is there alone, as `sandbox`.
"""

from .engine import Engine
from .errors import SandboxLost, SandboxUnavailable
from .limits import Limits
from .preparation import Preparation
from .supervisor import CellRun, Run

__all__ = [
    "CellRun",
    "Engine",
    "Limits",
    "Preparation",
    "Run",
    "SandboxLost",
    "SandboxUnavailable",
]
