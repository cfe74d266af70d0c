"""Twice as much text takes about twice as long, whatever the text is.

Each kind of input goes the whole way of the intake, once at its size and once at half of it.
A time that grows with the square of the length would be four times as long, so the
longest permitted input could keep the grader busy for minutes.
"""

import json
import time

import pytest

from grading.course import Section
from grading.errors import UnreadableNotebook
from grading.intake import rules
from grading.intake.reading import (
    MAX_CELLS,
    MAX_CODE,
    MAX_TEXT,
    bare_notebook,
    parse_notebook,
)
from grading.intake.repair import repair
from tests.grading.intake.cells import marked

TOO_MUCH = 3.3  # times as long for twice as much; a square law gives 4
UNMEASURABLE = 0.02  # seconds; shorter times are mostly noise
REPEATS = 2
SMALL = 50  # the fast tests take a fiftieth of what is permitted


def code(source):
    return {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}


def filled(unit, size):
    """`unit` again and again, up to a size."""
    return (unit * (size // len(unit) + 1))[:size]


def repeated(unit, size):
    """`unit` again and again, each one whole."""
    return unit * (size // len(unit))


def numbered(unit, size):
    """`unit` with growing numbers in it, each one whole."""
    return "".join(unit.replace("N", f"{n:06}") for n in range(size // (len(unit) + 5)))


CODE = {
    "spaces": lambda size: " " * size,
    "spaces and a question": lambda size: " " * size + "x",
    "tabs before magics": lambda size: repeated("\t" * 50 + "%x\n", size),
    "one wide line": lambda size: "x = " + filled("1 + ", size) + "1",
    "magics": lambda size: repeated("%pwd\n", size),
    "assigned magics": lambda size: repeated("x = !ls\n", size),
    "equal signs": lambda size: "=" * size,
    "equal signs and spaces": lambda size: repeated("= ", size) + "!",
    "questions": lambda size: "?" * size,
    "help": lambda size: repeated("a?\n", size),
    "brackets": lambda size: "(" * size,
    "signs": lambda size: "-" * size + "1",
    "quotes": lambda size: "'" * size,
    "triple quotes": lambda size: repeated("'''a", size),
    "open strings": lambda size: repeated('f"{', size),
    "members": lambda size: "torch" + repeated(".nn", size),
    "calls": lambda size: "torch" + repeated(".nn('a')", size),
    "subscripts": lambda size: "torch" + repeated("['n']", size),
    "names": lambda size: repeated("torch.nn.a\n", size),
    "different names": lambda size: numbered("torch.nn.aN\n", size),
    "aliases": lambda size: numbered("aN = torch.nn\n", size),
    "longer and longer": lambda size: repeated("t = t.nn\n", size),
    "many meanings": lambda size: numbered("if x: t = torch.aN\n", size),
    "a choice": lambda size: "(" + numbered("torch.aN or ", size) + "0).nn.nn.nn",
    "definitions": lambda size: numbered("def fN(x): return torch.nn(x)\n", size),
    "calling the last": lambda size: numbered("def fN(x): return fN(fN)\n", size),
    "stars": lambda size: numbered("from mN import *\nxN\n", size),
    "comprehensions": lambda size: repeated("[a for a in torch.b]\n", size),
    "lambdas": lambda size: repeated("lambda x: torch.b\n", size),
    "one function": lambda size: "def f(x):\n" + repeated(" t = torch.nn\n", size),
    "backslashes": lambda size: repeated("\\\n", size),
    "escapes": lambda size: "x = '" + repeated("\\d", size) + "'",
    "decorators": lambda size: repeated("@torch.a\n", size) + "def f(): pass",
    "default values": lambda size: "def f(" + numbered("aN=torch.b, ", size) + "): pass",
    "conflicts": lambda size: repeated("<<<<<<< a\n=======\n", size),
}  # fmt: skip

REPRESENTATIONS = {
    "code": lambda size: [code(filled("x = 1\n", size))],
    "cells": lambda size: [code("x = 1")] * (size * MAX_CELLS // MAX_CODE),
    "own magics": lambda size: [code("!ls")] * (size * MAX_CELLS // MAX_CODE),
    "lines": lambda size: [code(["#\n"] * (size * MAX_TEXT // MAX_CODE // 2))],
    "comment": lambda size: [code("#" * (size * MAX_TEXT // MAX_CODE))],
    "markdown": lambda size: [
        {
            "cell_type": "markdown",
            "source": filled("\\begin{a}", size * MAX_TEXT // MAX_CODE),
        }
    ],
    "attachments": lambda size: [
        {"cell_type": "markdown", "source": "", "attachments": {"a": "x" * size * 50}}
    ],
    "outputs": lambda size: [
        {"cell_type": "code", "source": "", "outputs": [{"text": "x" * size * 100}]}
    ],
    "empty outputs": lambda size: [
        {"cell_type": "code", "source": "", "outputs": [[]] * size * 10}
    ],
    "marks": lambda size: [
        code("x") | {"id": f"cell-{n}", "metadata": {"nbgrader": {"grade_id": "f"}}}
        for n in range(size * MAX_CELLS // MAX_CODE)
    ],
    "equal ids": lambda size: [
        code("x") | {"id": "cell-1"} for _ in range(size * MAX_CELLS // MAX_CODE)
    ],
}


def in_piece(source):
    return [code(source) | {"metadata": {"nbgrader": {"grade_id": "f"}}}]


def as_notebook(cells):
    return json.dumps({"nbformat": 4, "cells": cells}).encode()


def as_old_notebook(cells):
    old = [cell | {"input": cell["source"]} for cell in cells]
    return json.dumps({"nbformat": 3, "worksheets": [{"cells": old}]}).encode()


BYTES = {
    "depth": lambda size: b"[" * size * 10,
    "depth in a cell": lambda size: b'{"cells": [' + b'{"a":' * size * 10,
    "broken off": lambda size: as_notebook([code("x")] * (size * MAX_CELLS // MAX_CODE))[:-9],
    "zero bytes": lambda size: as_notebook([code("x")]) + b"\0" * size * 10,
    "not UTF-8": lambda size: b'"' + b"\xe4" * size * 10,
    "conflicts": lambda size: b'"cells": [' + b"<<<<<<< a\n=======\n" * size,
    "old cells": lambda size: as_old_notebook([code("x")] * (size * MAX_CELLS // MAX_CODE)),
}  # fmt: skip


@pytest.fixture(scope="module")
def section():
    cells = [marked("f", "", solution=True), marked("f-check", "check = 1", grade=True)]
    rule = {"forbidden": ["torch.nn", "torch.optim"], "watched": ["torch.ops"]}
    metadata = {"course": rule | {"pieces": {"f": [".backward"]}}}
    return Section("01-thing", bare_notebook(cells, metadata), {})


def through_intake(section, data):
    try:
        submitted = parse_notebook(data, "01-thing.ipynb")
    except UnreadableNotebook:
        return
    rules.apply(section, repair(section, submitted))


def cpu_seconds(work):
    """The shortest of some times: what else the machine does only adds to them."""
    times = []
    for _ in range(REPEATS):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
        if times[-1] < UNMEASURABLE:
            break
    return min(times)


def grows_evenly(make_work, size):
    """Whether twice the size takes about twice the time; noise gets a second chance."""
    for _ in range(REPEATS):
        longer = cpu_seconds(make_work(size))
        if longer < UNMEASURABLE:
            return True
        shorter = cpu_seconds(make_work(size // 2))
        if longer < TOO_MUCH * max(shorter, UNMEASURABLE / 2):
            return True
    return False


def intake_of(section, make):
    def make_work(size):
        data = make(size)
        return lambda: through_intake(section, data)

    return make_work


def makers():
    for name, make in CODE.items():
        yield f"code: {name}", lambda n, m=make: as_notebook([code(m(n - 50))])
        yield f"piece: {name}", lambda n, m=make: as_notebook(in_piece(m(n - 50)))
        yield f"old code: {name}", lambda n, m=make: as_old_notebook([code(m(n - 50))])
    for name, make in REPRESENTATIONS.items():
        yield f"cells: {name}", lambda n, m=make: as_notebook(m(n))
    for name, make in BYTES.items():
        yield f"bytes: {name}", make


MAKERS = dict(makers())


@pytest.mark.parametrize("name", MAKERS)
def test_some_text_takes_time_in_proportion(section, name):
    if not name.startswith(("old code", "piece")):  # those take as long as plain code
        assert grows_evenly(intake_of(section, MAKERS[name]), MAX_CODE // SMALL)


@pytest.mark.slow
@pytest.mark.parametrize("name", MAKERS)
def test_the_longest_permitted_text_takes_time_in_proportion(section, name):
    assert grows_evenly(intake_of(section, MAKERS[name]), MAX_CODE)


def test_a_square_law_is_noticed_and_a_straight_line_is_not():
    def squared(size):
        return lambda: sum(range(size * size))

    def straight(size):
        return lambda: sum(range(1000 * size))

    assert not grows_evenly(squared, 4000)
    assert grows_evenly(straight, 4000)
