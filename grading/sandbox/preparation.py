"""What a project wants its notebooks to find inside the sandbox."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Preparation:
    """What is there before the first notebook, the same for each of them.

    Attributes:
        packages: import names of packages that are mounted inside, from wherever this
            Python finds them.
        hidden: names of installed packages that must not be there; everything in a
            folder of installed packages whose name begins so is covered.
        warm_up: cells that are run once, before any notebook. Their variables are
            dropped; imported modules, random generators' states and caches stay.
        reported: a MIME type. Displays that carry it are what cells report: they have
            a budget of their own, and count only if nothing can rewrite them later.
    """

    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    warm_up: tuple[str, ...] = ()
    reported: str = ""
