"""Why notebooks cannot be run, or could not be run to their end."""

from __future__ import annotations


class SandboxUnavailable(Exception):  # noqa: N818  (the machine's state, no mistake)
    """Notebooks cannot be run safely here.

    Args:
        reason: what was found.
        remedy: what helps against that, in a sentence or two.
    """

    def __init__(self, reason: str, remedy: str = "") -> None:
        super().__init__(reason, remedy)
        self.reason = reason
        self.remedy = remedy

    def __str__(self) -> str:
        return f"No sandbox to run submissions in: {self.reason}. {self.remedy}".strip()


class SandboxLost(Exception):  # noqa: N818  (it was taken away, for instance by a signal)
    """The sandbox ended while it ran a notebook, which says nothing about that."""
