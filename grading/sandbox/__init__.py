"""Run untrusted notebooks: no network, no files but their own, no rights, bounded resources.

    with Engine(Limits()) as engine:
        run = engine.run(["print(1 + 1)"], files={}, env={"CHECK_SEED": "7"})

`engine` is the trusted side: it starts the sandbox and hands it notebooks; `notebook` enforces the
limits of each and `outputs` checks what comes back. Inside, `zygote` imports the libraries once and
forks for each notebook, `confine` closes the fork off, and `shell` runs the cells in it. This
package imports nothing of the project: in the sandbox it is there alone, as `sandbox`.
"""

from .engine import Engine, SandboxUnavailable
from .supervisor import CellRun, Limits, Run

__all__ = ["CellRun", "Engine", "Limits", "Run", "SandboxUnavailable"]
