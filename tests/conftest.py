"""What many tests share: the project's root and, made once, its assignment and an engine."""

from pathlib import Path

import pytest

from grading.course import Chapter
from grading.execution import PREPARATION, Cache
from grading.sandbox import Engine, Limits, host
from grading.score import Grader

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session", autouse=True)
def machine():
    """Whatever the tests attack, the machine is left as it was."""
    before = host.state()
    yield
    changes = set(before.changes(host.state()))
    assert changes <= {"processes"}  # of other fixtures, which end later


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def assignment():
    """The real chapter; the tests need its release, which `make unit` makes first."""
    assignment = Chapter(ROOT, "linear_regression")
    assignment.require_release()
    return assignment


@pytest.fixture(scope="session")
def engine():
    with Engine(Limits(), PREPARATION) as engine:
        yield engine


@pytest.fixture
def grader(assignment, engine):
    """A grader of the real chapter, on a draw of its own and keeping nothing."""
    return Grader(assignment, lambda: engine, Cache(None))
