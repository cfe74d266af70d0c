"""No attack on the verdict earns anything, and each works where its header says so."""

import base64
import importlib
import json
import os
import pkgutil
import random
import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.api import Gradebook

from grading.course import GradingError
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.intake.reading import parse_notebook
from grading.intake.submitted_folder import read_handin
from grading.sandbox import Engine, Limits
from grading.verdict.judge import judge, observations
from scaffold.observation import MIME
from tests import attacks
from tests.attacks import CHAPTER, SECTION, cell
from tests.conftest import CHAPTERS, ROOT

NAMES = sorted(module.name for module in pkgutil.iter_modules(attacks.__path__))
ATTACKS = {name: importlib.import_module(f"tests.attacks.{name}") for name in NAMES}
HEADERS = {
    name: re.match(
        r"# attack: (.+)\n# bites: (\w[\w ]*\w)",
        Path(module.__file__).read_text("utf-8"),
    )
    for name, module in ATTACKS.items()
}
BLANK = "\n    # YOUR CODE HERE\n    raise NotImplementedError()"
HUBER = """def huber_loss(y_hat, y, delta=1.0):  #@save
    e = (y_hat - y).abs()
    return torch.where(e <= delta, e**2 / 2, delta * (e - delta / 2)).mean()"""
PLAIN_POINTS = 8  # of each check in the plain notebook
POINTS = {
    question.piece: question.points
    for question in CHAPTERS[CHAPTER].sections[SECTION].questions
}


def biting(where):
    return [name for name in NAMES if HEADERS[name][2] == where]


@pytest.fixture(scope="module")
def section():
    return CHAPTERS[CHAPTER].sections[SECTION]


def grader_with(engine, seed=""):
    return Grader(CHAPTERS[CHAPTER], engine, seed)


@pytest.fixture(scope="module")
def grader(engine):
    return grader_with(engine)


@pytest.fixture(scope="module")
def handed_in(section):
    """A submission that answers `huber_loss` and nothing else."""
    notebook = new_notebook(cells=deepcopy(section.notebook.cells))
    for name in ("loss", "loss_gradient"):
        piece = cell(notebook, name)
        head = re.match(r"(@.*\n)?def .*", piece.source)[0]
        piece.source = head + BLANK
    cell(notebook, "huber_loss").source = HUBER
    return notebook


def tampered(name, notebook, *values):
    notebook = deepcopy(notebook)
    ATTACKS[name].tamper(notebook, *values)
    return notebook


def read(folder):
    """The notebook in a folder, as grading reads it."""
    file = f"{SECTION}.ipynb"
    return parse_notebook(read_handin(folder).files[file], file)


def grade(grader, section, notebook, folder):
    """Verdicts by piece, the notebook having been through a file."""
    path = folder / f"{SECTION}.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    return grader.grade(section, read(folder)).verdicts


@pytest.mark.parametrize("name", NAMES)
def test_an_attack_earns_nothing(name, grader, section, handed_in, tmp_path):
    verdicts = grade(grader, section, tampered(name, handed_in), tmp_path)
    costs_honest = hasattr(ATTACKS[name], "COSTS_HONEST")
    assert {piece: verdict.score for piece, verdict in verdicts.items()} == {
        "loss": 0,
        "loss_gradient": 0,
        "huber_loss": 0 if costs_honest else POINTS["huber_loss"],
    }


@pytest.mark.slow
def test_who_comes_after_the_attacks_is_graded_as_if_first(
    grader, section, handed_in, tmp_path
):
    clean = grade(grader, section, handed_in, tmp_path)
    for name in ("startup_files", "shadowed_modules", "false_modules", "patched_torch", "forking",
                 "killing_engine", "lingering_process", "flooding_engine"):  # fmt: skip
        grade(grader, section, tampered(name, handed_in), tmp_path)
        assert grade(grader, section, handed_in, tmp_path) == clean, name


def test_every_header_says_where_the_attack_works():
    places = {
        "plain nbgrader",
        "stops plain nbgrader",
        "unsandboxed",
        "fixed draw",
        "naive judge",
    }
    assert {
        name for name in NAMES if HEADERS[name][2] not in places | {"nowhere"}
    } == set()
    assert len(biting("plain nbgrader")) > 15


def test_every_attack_stands_in_the_table():
    table = (ROOT / ".github" / "SECURITY.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in table] == []


# Where they do work: plain nbgrader. Its notebook has the same pieces, as functions on numbers or
# on tensors, and checks that assert.

SOLUTION = "\n    ### BEGIN SOLUTION\n    {}\n    ### END SOLUTION"
LIGHT = {
    "imports": "import math",
    "loss": "def loss(y_hat, y):"
    + SOLUTION.format(
        "return sum((a - b) ** 2 / 2 for a, b in zip(y_hat, y)) / len(y)"
    ),
    "loss-check": "expected = 4.25\nvalue = loss([1.0, 2.0], [0.0, 6.0])\n"
    "assert abs(value - expected) < 1e-6",
    "huber_loss": "def huber_loss(e):" + SOLUTION.format("return 3"),
    "huber_loss-check": "assert huber_loss(1) == 3",
}
TENSORS = LIGHT | {
    "imports": "import torch",
    "loss": "def loss(y_hat, y):"
    + SOLUTION.format("return ((y_hat - y) ** 2 / 2).mean()"),
    "loss-check": "y_hat, y = torch.randn(4, 1), torch.randn(4, 1)\n"
    "assert torch.allclose(loss(y_hat, y), ((y_hat - y) ** 2 / 2).mean())",
}


def plain(sources):
    """A source notebook of plain nbgrader."""
    notebook = new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python"}}
    )
    for name, source in sources.items():
        made, check = new_code_cell(source, id=name), name.endswith("check")
        made.metadata["nbgrader"] = {
            "grade_id": name, "grade": check, "locked": check or name == "imports",
            "solution": not check and name != "imports", "task": False, "schema_version": 3,
        } | ({"points": PLAIN_POINTS} if check else {})  # fmt: skip
        notebook.cells.append(made)
    return notebook


def blank(notebook):
    """The same with nothing but `huber_loss` answered."""
    notebook = deepcopy(notebook)
    cell(notebook, "loss").source = (
        cell(notebook, "loss").source.partition("\n")[0] + BLANK
    )
    return notebook


@pytest.fixture(scope="module")
def naked():
    """The engine without confinement, an ordinary IPython."""
    with Engine(Limits(), preparation=PREPARATION, unsafe=True) as engine:
        yield engine


# What needs files around it or a real kernel; the rest is the same in any IPython.
IN_NBGRADER = [
    "garbage_walking",
    "gradebook",
    "kernel_methods",
    "other_submissions",
    "skip_execution",
    "source_notebook",
    "stored_outputs",
]
ELSEWHERE = ["html", "startup_files"]  # in the tests of cleaning, and by hand


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", sorted({*biting("plain nbgrader")} - {*IN_NBGRADER, *ELSEWHERE})
)
def test_it_passes_an_asserting_check(name, naked):
    notebook = blank(plain(TENSORS if hasattr(ATTACKS[name], "TORCH") else LIGHT))
    check = notebook.cells.index(cell(notebook, "loss-check"))
    run = naked.run([cell.source for cell in notebook.cells], {}, {})
    assert "NotImplementedError" in run.cells[check].error
    ATTACKS[name].tamper(notebook)
    check = notebook.cells.index(cell(notebook, "loss-check"))
    run = naked.run([cell.source for cell in notebook.cells], {}, {})
    assert all(output["output_type"] != "error" for output in run.cells[check].outputs)


@pytest.mark.slow
def test_it_earns_everything_in_plain_nbgrader(tmp_path):
    """One class in stock nbgrader, everybody with another attack."""
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\n", "utf-8")
    source = tmp_path / "source" / "ps" / "p.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(plain(LIGHT), source)
    environment = {
        name: os.environ[name] for name in os.environ if name != "PYTHONPATH"
    }
    environment |= {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path), "IPYTHONDIR": str(tmp_path), "PLAIN_COURSE": str(tmp_path),
    }  # fmt: skip

    def nbgrader(*arguments):
        command = [sys.executable, "-m", "nbgrader", *arguments]
        subprocess.run(
            command, cwd=tmp_path, env=environment, capture_output=True, check=False
        )

    nbgrader("generate_assignment", "ps")
    for student in [*IN_NBGRADER, "blank", "honest"]:
        notebook = plain(LIGHT) if student == "honest" else blank(plain(LIGHT))
        if student in ATTACKS:
            ATTACKS[student].tamper(notebook)
        target = tmp_path / "submitted" / student / "ps" / "p.ipynb"
        target.parent.mkdir(parents=True)
        target.write_text(json.dumps(notebook), "utf-8")
    nbgrader("autograde", "ps")
    earned = {}
    with Gradebook(f"sqlite:///{tmp_path}/gradebook.db", "course") as gradebook:
        for submission in gradebook.assignment_submissions("ps"):
            grades = {grade.name: grade for grade in submission.notebooks[0].grades}
            loss = grades["loss-check"]
            earned[submission.student.id] = (loss.auto_score or 0) + (
                loss.extra_credit or 0
            )
    everything = dict.fromkeys([*IN_NBGRADER, "honest"], PLAIN_POINTS)
    assert earned == everything | {"blank": 0}


# Elsewhere.


@pytest.mark.slow
@pytest.mark.parametrize("name", biting("unsandboxed"))
def test_it_works_without_the_sandbox(name, naked, section, handed_in, tmp_path):
    grader = grader_with(naked)
    verdicts = grade(grader, section, tampered(name, handed_in), tmp_path)
    assert verdicts["loss"].score == POINTS["loss"]


@pytest.mark.slow
@pytest.mark.parametrize("name", biting("fixed draw"))
def test_it_works_if_every_run_has_the_same_draw(
    name, engine, section, handed_in, tmp_path
):
    grader = grader_with(engine, seed="public")
    verdicts = grade(grader, section, tampered(name, handed_in), tmp_path)
    assert verdicts["loss"].score >= POINTS["loss"] / 2


def test_values_of_an_earlier_run_are_worth_nothing_in_the_next(
    engine, section, handed_in, tmp_path
):
    first, second = (
        grader_with(engine, seed="autumn"),
        grader_with(engine, seed="winter"),
    )
    values = first.reference(section, "autumn")["loss-check"]
    notebook = tampered("replayed_values", handed_in, values)
    assert grade(first, section, notebook, tmp_path)["loss"].score == POINTS["loss"]
    assert grade(second, section, notebook, tmp_path)["loss"].score == 0


def naive(wanted, cells):
    """A judge that believes what it is told: points, tolerances, order, number and length."""

    def numbers(one):
        raw = one.get("data", "") if "data" in one else None
        data = None if raw is None else base64.b64decode(raw)
        return [] if data is None else np.frombuffer(data, "<f4")

    references, score = {one["name"]: one for one in wanted}, 0.0
    for seen in (
        one for each in cells for one in observations(each) if one["check"] == "loss"
    ):
        pairs = zip(
            numbers(seen), numbers(references.get(seen["name"], seen)), strict=False
        )
        far = [
            abs(a - b) > seen["atol"] + seen["rtol"] * max(abs(a), abs(b))
            for a, b in pairs
        ]
        score += 0 if any(far) else seen["points"]
    return score


@pytest.mark.slow
@pytest.mark.parametrize("name", biting("naive judge"))
@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_a_judge_that_believes_what_it_is_told_is_deceived(
    name, grader, section, handed_in
):
    reference = grader.reference(section, grader.seed)["loss-check"]
    submission = grader.take_in(section, tampered(name, handed_in))
    grader.execute(section, submission)
    assert naive(reference, submission.notebook.cells) >= POINTS["loss"]


# Odd data, odd files.

ODD = [None, True, -1, 5, 10**400, 1e308, "", "x" * 10_000, "\x1b[2J\n", "=", [], [[]], [True],
       [-1, 2], [10**30], {}, {"shape": []}, "NaN", "inf", "1e999", "\ud800", "tensor", "float",
       "float32", "object", [3.0]]  # fmt: skip


def test_no_reported_value_breaks_the_judge(grader, section, handed_in):
    """Whatever a submission reports is a verdict, and its words fit on a line."""
    generator = random.Random(0)
    reference = grader.reference(section, grader.seed)
    submission = grader.take_in(section, deepcopy(handed_in))
    check = cell(submission.notebook, "loss-check")
    keys = ["check", "name", "kind", "dtype", "shape", "data", "value", "points"]
    for _ in range(2000):
        seen = deepcopy(reference["loss-check"])
        for one in seen:
            for key in generator.sample(keys, generator.choice([0, 1, 1, 2])):
                one[key] = generator.choice(ODD)
        if generator.random() < 0.1:
            seen[generator.randrange(3)] = generator.choice(ODD)
        check.outputs = [
            nbformat.from_dict({"output_type": "display_data", "metadata": {},
                                "data": {MIME: one}}) for one in seen
        ]  # fmt: skip
        verdict = judge(section, submission, reference, [])["loss"]
        assert 0 <= verdict.score <= POINTS["loss"]
        assert all(
            message.isprintable() and len(message) < 1000
            for message in verdict.messages
        )


@pytest.mark.parametrize(
    "text",
    [
        "", "\0", "[]", "{}", "null", '{"cells": 5}', '{"cells": [5]}', "[" * 100_000,
        '{"cells": []', '{"nbformat": -3, "cells": []}', '{"nbformat": "x", "cells": []}',
        '{"nbformat": 3, "worksheets": 1, "cells": []}', '{"nbformat": 1, "cells": {}}',
        '{"nbformat": 3, "worksheets": [{"cells": [{"cell_type": "code"}]}]}',
        '{"nbformat": 4, "cells": [{"cell_type": [], "source": ""}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": {"a": 1}}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": ["a", 1], "metadata": 3}]}',
        '{"nbformat": 4, "cells": [{"cell_type": "code", "source": "\\ud800", "id": 7}]}',
        '{"nbformat": 99, "nbformat_minor": 1e400, "metadata": [], "cells": []}',
        json.dumps({"cells": [{"cell_type": "code", "source": "x"}] * 2500}),
        json.dumps({"cells": [{"cell_type": "code", "source": "x\n" * 400_000}]}),
        '{"cells": [], "n": %s}' % ("9" * 5000),
    ],
)  # fmt: skip
def test_no_file_breaks_grading(text, grader, section, tmp_path):
    path = tmp_path / "02-loss.ipynb"
    path.write_text(text, "utf-8")
    try:
        submission = grader.take_in(section, read(tmp_path))
    except GradingError as error:
        assert "02-loss.ipynb" in str(error)
    else:
        assert {mark["grade_id"] for c in submission.notebook.cells
                if (mark := c.metadata.get("nbgrader")) and mark["grade"]}  # fmt: skip


def test_only_ordinary_files_are_read(tmp_path):
    """A link to the instructor's notebook would be graded as that."""
    (tmp_path / "link.ipynb").symlink_to(
        ROOT / "chapters" / CHAPTER / f"{SECTION}.ipynb"
    )
    os.mkfifo(tmp_path / "pipe.ipynb")
    (tmp_path / "folder.ipynb").mkdir()
    handin = read_handin(tmp_path)
    assert handin.files == {}
    assert len(handin.notes) == len(list(tmp_path.iterdir()))


def test_what_goes_back_to_students_tells_nothing_of_the_reference(
    grader, section, handed_in, tmp_path
):
    """Neither the expected numbers nor a line of the solution is in any message."""
    notebook = deepcopy(handed_in)
    attacks.answer(notebook, "return (args[-2] - args[-1]).sum()")
    verdicts = grade(grader, section, notebook, tmp_path)
    text = " ".join(
        message for verdict in verdicts.values() for message in verdict.messages
    )
    for seen in grader.reference(section, grader.seed)["loss-check"]:
        for number in np.frombuffer(base64.b64decode(seen.get("data", "")), "<f4"):
            shown = f"{abs(number):.3g}"
            # A lone digit stands in shapes and points as well.
            assert len(shown) == 1 or shown not in text
        assert seen.get("data") not in text if "data" in seen else True
    assert "largest difference" in text and grader.seed not in text
