"""What many tests share: the project, its chapters and, made once, an engine.

With pytest-xdist each worker makes its own; nothing here writes into the project.
"""

import os
from pathlib import Path

import pytest

from grading.course import Chapter, chapters, default_chapter
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.sandbox import Engine, Limits, host

ROOT = Path(__file__).resolve().parent.parent


CHAPTERS = {name: Chapter(ROOT, name) for name in chapters(ROOT)}
DEFAULT = default_chapter(ROOT)


# Whatever the tests attack, the machine is left as it was. With pytest-xdist this is
# looked at by the process that starts the others and outlives them.
BEFORE = pytest.StashKey()


def pytest_sessionstart(session):
    if "PYTEST_XDIST_WORKER" not in os.environ:
        session.config.stash[BEFORE] = host.state()


def pytest_sessionfinish(session):
    before = session.config.stash.get(BEFORE, None)
    if before is not None:
        changes = set(before.changes(host.state())) - {"processes"}  # they end later
        if changes:
            print(f"\nThe tests have changed the machine: {', '.join(sorted(changes))}")
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def chapter_named():
    """A function that gives a chapter by name; `make unit` makes its release first."""

    def of(name):
        CHAPTERS[name].require_release()
        return CHAPTERS[name]

    return of


@pytest.fixture(scope="session")
def chapter(chapter_named):
    """The chapter of tests that need one and do not mind which."""
    return chapter_named(DEFAULT)


@pytest.fixture(scope="session")
def assignment(chapter):
    """The older name of `chapter`."""
    return chapter


@pytest.fixture(scope="session")
def engine():
    """One engine for all tests of a process."""
    with Engine(Limits(), preparation=PREPARATION) as engine:
        yield engine


@pytest.fixture
def grader(chapter, engine):
    """A grader of the chapter, on a draw of its own and keeping nothing."""
    return Grader(chapter, engine)
