"""Classes that remember their arguments.

Names and behaviour follow *Dive into Deep Learning* (Zhang, Lipton, Li and Smola,
2023), section 3.2.
"""

import inspect
from collections.abc import Iterable
from typing import Any


class HyperParameters:
    """A class whose `__init__` can keep all its arguments with one call."""

    hparams: dict[str, Any]

    def save_hyperparameters(self, ignore: Iterable[str] = ()) -> None:
        """Keep each argument of the calling function, by name and in `self.hparams`.

        Call it inside `__init__`. The argument `lr` becomes `self.lr` and
        `self.hparams["lr"]`. Names that begin with an underscore are left out; the
        entries of `**kwargs` are kept one by one.

        Args:
            ignore: names of arguments to leave out.
        """
        frame = inspect.currentframe()
        assert frame is not None and frame.f_back is not None
        names, varargs, kwargs, values = inspect.getargvalues(frame.f_back)
        arguments = {name: values[name] for name in names[1:]}  # without `self`
        if varargs is not None:
            arguments[varargs] = values[varargs]
        if kwargs is not None:
            arguments.update(values[kwargs])
        left_out = set(ignore)
        self.hparams = {
            name: value
            for name, value in arguments.items()
            if name not in left_out and not name.startswith("_")
        }
        for name, value in self.hparams.items():
            setattr(self, name, value)
