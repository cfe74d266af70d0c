"""What the chapter is given to build on: `import scaffold as d2l`.

The names follow the `d2l` package of *Dive into Deep Learning*, so that code written for the book
reads the same here.
"""

from scaffold.board import ProgressBoard
from scaffold.carry import carry
from scaffold.check import Check
from scaffold.data import DataModule, SyntheticRegressionData
from scaffold.module import HyperParameters, Module, add_to_class
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
