"""What `nbgrader_config.py` says, read by nbgrader's own application class."""

import logging
from dataclasses import dataclass
from pathlib import Path

from nbgrader.apps.baseapp import NbGrader
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import AssignLatePenalties

from grading.configuration import limits_in
from grading.sandbox import Limits


@dataclass(frozen=True)
class Settings:
    """The configuration of a course.

    Attributes:
        coursedir: nbgrader's folders and the gradebook's address.
        late_penalties: nbgrader's step with the configured late policy.
        limits: what a notebook may use.
        seed: the configured draw; empty for one that nobody can guess.
        unsafe_no_sandbox: whether submissions run with the instructor's own rights.
    """

    coursedir: CourseDirectory
    late_penalties: AssignLatePenalties
    limits: Limits
    seed: str
    unsafe_no_sandbox: bool

    def folder(self, step: str, student: str, chapter: str) -> Path:
        """A student's folder in a step of nbgrader's, say `submitted_directory`."""
        directory = getattr(self.coursedir, step)
        return Path(self.coursedir.format_path(directory, student, chapter))


def read_settings() -> Settings:
    """Read `nbgrader_config.py` of the current directory.

    Raises:
        GradingError: if a limit has a name that is not known.
    """
    app = NbGrader()
    app.initialize([])
    app.log_level = logging.ERROR
    chosen = app.config.get("Execute", {})
    late_penalties = AssignLatePenalties(parent=app)
    late_penalties.init_plugin()
    return Settings(
        coursedir=app.coursedir,
        late_penalties=late_penalties,
        limits=limits_in(app.config),
        seed=str(chosen.get("seed", "")),
        unsafe_no_sandbox=bool(chosen.get("unsafe_no_sandbox", False)),
    )
