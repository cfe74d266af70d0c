"""What the chapter is given to build on: `import scaffold as d2l`.

The names follow the `d2l` package of *Dive into Deep Learning*, so that code written
for the book reads the same here.  Each is imported when it is first used: the grader
compares values by `scaffold.observation` and has no use for PyTorch.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scaffold.board import ProgressBoard
    from scaffold.carrying import carry
    from scaffold.check import Check
    from scaffold.data import DataModule, SyntheticRegressionData
    from scaffold.hyperparameters import HyperParameters
    from scaffold.module import Module, add_to_class
    from scaffold.trainer import Trainer

__all__ = [
    "Check",
    "DataModule",
    "HyperParameters",
    "Module",
    "ProgressBoard",
    "SyntheticRegressionData",
    "Trainer",
    "add_to_class",
    "carry",
]

_MODULE_OF = {
    "Check": "check",
    "DataModule": "data",
    "HyperParameters": "hyperparameters",
    "Module": "module",
    "ProgressBoard": "board",
    "SyntheticRegressionData": "data",
    "Trainer": "trainer",
    "add_to_class": "module",
    "carry": "carrying",
}


def __getattr__(name: str) -> Any:
    """Import the module that a name lives in, and keep the name."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module(f"{__name__}.{_MODULE_OF[name]}")
    value = getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the names that can be had, imported yet or not."""
    return sorted({*globals(), *__all__})
