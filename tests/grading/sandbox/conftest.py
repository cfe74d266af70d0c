"""Engines to attack: the real one (`engine`, from above), one without sandbox, a tight one."""

import os
from dataclasses import replace

import pytest

from grading.execution import PREPARATION
from grading.sandbox import Engine, Limits

TIGHT = Limits(
    cell_seconds=20,
    memory_mib=300,
    processes=12,
    file_mib=4,
    cell_output_bytes=20_000,
    notebook_output_bytes=50_000,
    notebook_reported_bytes=50_000,
    notebook_values=50_000,
)


@pytest.fixture(scope="session")
def unsafe():
    """An engine without the sandbox, to show that an attack works where nothing stops it.

    It is started with a secret in the environment.
    """
    os.environ["INSTRUCTOR_TOKEN"] = f"token{os.getpid()}"
    with Engine(Limits(), PREPARATION, unsafe=True) as engine:
        yield engine
    del os.environ["INSTRUCTOR_TOKEN"]


@pytest.fixture(scope="session")
def tight_engine():
    with Engine(TIGHT, PREPARATION) as engine:
        yield engine


@pytest.fixture
def tight(tight_engine):
    """An engine with small limits; those on time are the parent's, a test may change them."""

    def with_limits(**changes):
        tight_engine.limits = replace(TIGHT, **changes)
        return tight_engine

    yield with_limits
    tight_engine.limits = TIGHT


def _printed(cell):
    return "".join(o["text"] for o in cell.outputs if o["output_type"] == "stream")


@pytest.fixture(scope="session")
def printed():
    """What a cell has printed."""
    return _printed


@pytest.fixture(scope="session")
def say():
    """Run cells in an engine and return what the last of them printed; it must not fail."""

    def run(engine, *cells, files=None, env=None):
        result = engine.run(list(cells), files or {}, env or {})
        last = result.cells[-1]
        assert last.error is None, last
        return _printed(last)

    return run
