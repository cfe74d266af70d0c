"""Leave out an optional module that others import and that is slow to import."""

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType

# jsonschema imports this grammar of international addresses, which no notebook holds.
# Building it takes longer than all else that a worker imports.
SLOW_IMPORTS = frozenset({"rfc3987_syntax"})


class _NotInstalled(importlib.abc.MetaPathFinder):
    """Finds none of the slow modules, as if they were not installed."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,
        target: ModuleType | None = None,
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname in SLOW_IMPORTS:
            raise ModuleNotFoundError(f"{fullname} is left out here", name=fullname)
        return None


def leave_out_slow_imports() -> None:
    """Let this process go without optional modules that are slow to import.

    Only for processes that belong to the grader: the command line and its workers. They
    do the same without these modules.
    """
    sys.meta_path.insert(0, _NotInstalled())
