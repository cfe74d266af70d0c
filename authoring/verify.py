"""Prove an assignment's checks before anybody is graded by them.

The reference earns everything on two draws; every observation worth points depends on the draw
and on no other random number; and answers that do nothing earn nothing.
"""

import ast
import re
from collections.abc import Iterator
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from authoring import AuthoringError
from grading.course import Chapter, Section, grade_id
from grading.execution import PREPARATION, Cache, Engine, Limits, new_seed
from grading.intake.repair import Submission
from grading.sandbox import SandboxUnavailable
from grading.score import Grader
from grading.verdict.judge import expected
from scaffold.observation import difference

_REGION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION$", re.S | re.M)
_NOISE = (
    "import random, numpy, torch; random.random(); numpy.random.rand(3); torch.rand(5)"
)


def verify(assignment: Chapter) -> None:
    """Run all proofs on the sections of an assignment.

    Only the author's own code runs here, so that a missing sandbox is no reason to stop.

    Raises:
        AuthoringError: naming the notebook, the check and the remedy.
        GradingError: if the reference does not get through its own checks.
    """
    with _engine() as engine:
        grader = Grader(assignment, lambda: engine, Cache(None))
        for section in assignment.sections.values():
            _draws(grader, section)
            _trivial(grader, section)
            print(f"verified {section.name}", flush=True)


def _engine() -> Engine:
    engine = Engine(Limits(), PREPARATION)
    try:
        engine.run([], {}, {})
    except SandboxUnavailable as reason:
        print(
            f"verifying without a sandbox, which our own code does not need: {reason}"
        )
        engine = Engine(Limits(), PREPARATION, unsafe=True)
    return engine


def _draws(grader: Grader, section: Section) -> None:
    """Observations worth points follow the draw and nothing else."""
    first, other = (grader.reference(section, new_seed()) for _ in range(2))
    noisy = deepcopy(section.notebook)
    noisy.cells.insert(0, new_code_cell(_NOISE))
    submission = Submission(noisy)
    grader.execute(section, submission)
    grader_seed = grader.reference(section, grader.seed)
    for cell, seen in expected(section, submission.notebook).items():
        for number, one in enumerate(seen):
            where = f"{section.name}.ipynb: {cell}: {one['name']}"
            if difference(grader_seed[cell][number], one):
                raise AuthoringError(
                    f"{where} changes with the global random generators. Draw what it depends on "
                    "from the check."
                )
            if one["points"] and not difference(
                first[cell][number], other[cell][number]
            ):
                raise AuthoringError(
                    f"{where} earns points but is the same on two draws. Make it depend on "
                    "numbers of the check, or `require` it."
                )


def _trivial(grader: Grader, section: Section) -> None:
    """Answers that do nothing earn nothing."""
    for cell in section.notebook.cells:
        if cell.cell_type != "code" or grade_id(cell) not in section.pieces:
            continue
        for body in _bodies(cell):
            changed = deepcopy(section.notebook)
            piece = next(c for c in changed.cells if c.id == cell.id)
            piece.source = _REGION.sub(rf"\g<1>{body}", cell.source)
            verdict = grader.grade(section, Submission(changed))[grade_id(cell)]
            if verdict.score:
                raise AuthoringError(
                    f"{section.name}.ipynb: the body `{body}` earns {verdict.score:g} points for "
                    f"{grade_id(cell)}. Let its check look at more than that."
                )


def _bodies(cell: NotebookNode) -> Iterator[str]:
    """Bodies that do nothing: the blank, constants, and each argument of any function."""
    yield from (
        "raise NotImplementedError()",
        "pass",
        "return 0",
        "return None",
        "yield 0",
    )
    names = {
        argument.arg
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    }
    for name in sorted(names):
        yield f"return {name}"
