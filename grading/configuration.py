"""What `nbgrader_config.py` says, read without nbgrader."""

from dataclasses import fields
from pathlib import Path
from typing import Any

from traitlets.config import Config
from traitlets.config.loader import ConfigFileNotFound, PyFileConfigLoader

from grading.errors import GradingError
from grading.sandbox import Limits

CONFIGURATION = "nbgrader_config.py"


def read_configuration(root: Path) -> Config:
    """The configuration of a course; empty where there is none.

    Args:
        root: the folder of the file.
    """
    loader = PyFileConfigLoader(CONFIGURATION, path=str(root))
    try:
        config: Config = loader.load_config()
    except ConfigFileNotFound:
        return Config()
    return config


def limits_in(config: Config) -> Limits:
    """The limits of notebooks that a configuration sets; see `limits_from`."""
    return limits_from(config.get("Execute", {}).get("limits", {}))


def limits_from(chosen: dict[str, Any]) -> Limits:
    """Limits with the configured ones in place of the defaults.

    Raises:
        GradingError: if a name is not known.
    """
    known = {field.name for field in fields(Limits)}
    unknown = sorted(set(chosen) - known)
    if unknown:
        raise GradingError(
            f"{CONFIGURATION}, c.Execute.limits: there is no limit called "
            f"{', '.join(unknown)}; the known ones are {', '.join(sorted(known))}."
        )
    return Limits(**chosen)
