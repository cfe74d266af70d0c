"""Prove a chapter's checks before anybody is graded by them.

The reference earns everything on several draws; every observation worth points depends
on the draw and on no other random number; and answers that do nothing earn nothing.
"""

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from authoring import AuthoringError
from grading.course import CHECK, Chapter, Section, grade_id
from grading.execution import PREPARATION, new_seed
from grading.grader import Grader
from grading.intake.repair import Repaired
from grading.known_mistakes import KnownMistakes
from grading.sandbox import Engine, Limits, SandboxUnavailable
from grading.verdict.reference import reference_observations
from scaffold.check import PUBLIC
from scaffold.diagnosis import MistakeData, packed
from scaffold.observation import Observation, difference

_DRAWS = 5  # two may give nearly the same by chance
_REGION = re.compile(r"^( *)### BEGIN SOLUTION\n.*?### END SOLUTION$", re.S | re.M)
_NOISE = (
    "import random, numpy, torch; random.random(); numpy.random.rand(3); torch.rand(5)"
)
_BLANK_BODIES = (
    "raise NotImplementedError()",
    "pass",
    "return 0",
    "return None",
    "yield 0",
)


@contextmanager
def proving(chapter: Chapter) -> Iterator[Grader]:
    """A grader of a chapter that runs the author's own code, and keeps no results.

    That code needs no sandbox, so a missing one is no reason to stop.
    """
    with _engine() as engine:
        yield Grader(chapter, engine)


def _engine() -> Engine:
    engine = Engine(Limits(), preparation=PREPARATION)
    try:
        engine.run([], {}, {})
    except SandboxUnavailable as reason:
        print(
            f"verifying without a sandbox, which our own code does not need: {reason}"
        )
        engine = Engine(Limits(), preparation=PREPARATION, unsafe=True)
    return engine


def verify(grader: Grader) -> None:
    """Run all proofs on the sections of a chapter.

    Raises:
        AuthoringError: naming the notebook, the check and the remedy.
        GradingError: if the reference does not get through its own checks.
    """
    for section in grader.chapter.sections.values():
        _require_draws(grader, section)
        _require_work(grader, section)
        print(f"verified {section.name}", flush=True)


def public_reference(grader: Grader) -> dict[str, list[Observation]]:
    """By piece: what the reference reports on the draw that students see."""
    found = {}
    for section in grader.chapter.sections.values():
        for check, seen in grader.reference(section, PUBLIC).items():
            found[check.removesuffix(CHECK)] = seen
    return found


def public_mistakes(grader: Grader) -> dict[str, list[MistakeData]]:
    """By piece: what the known mistakes report on the draw that students see.

    It is data without a line of code, and only what differs from the reference.
    """
    known = KnownMistakes(grader.chapter, grader.engine, PUBLIC)
    found = {}
    for section in grader.chapter.sections.values():
        for check, expected in grader.reference(section, PUBLIC).items():
            piece = check.removesuffix(CHECK)
            mistakes = known.of(section, piece)
            found[piece] = [packed(expected, mistake) for mistake in mistakes]
    return found


def _require_draws(grader: Grader, section: Section) -> None:
    """Observations worth points follow the draw and nothing else."""
    first, *others = (grader.reference(section, new_seed()) for _ in range(_DRAWS))
    quiet = grader.reference(section, grader.seed)
    noisy = deepcopy(section.notebook)
    noisy.cells.insert(0, new_code_cell(_NOISE))
    repaired = Repaired(noisy)
    grader.execute(section, repaired)
    for check, seen in reference_observations(section, repaired.notebook).items():
        for number, one in enumerate(seen):
            where = f"{section.name}.ipynb: {check}: {one['name']}"
            if difference(quiet[check][number], one):
                raise AuthoringError(
                    f"{where} changes with the global random generators. Draw what it "
                    "depends on from the check."
                )
            differs = any(
                difference(first[check][number], other[check][number])
                for other in others
            )
            if one["points"] and not differs:
                raise AuthoringError(
                    f"{where} earns points but is the same on {_DRAWS} draws. Make it "
                    "depend on numbers of the check, or `require` it."
                )


def _require_work(grader: Grader, section: Section) -> None:
    """Answers that do nothing earn nothing."""
    for cell in section.notebook.cells:
        if cell.cell_type != "code" or grade_id(cell) not in section.pieces:
            continue
        for body in _idle_bodies(cell):
            changed = deepcopy(section.notebook)
            piece = next(c for c in changed.cells if c.id == cell.id)
            piece.source = _REGION.sub(rf"\g<1>{body}", cell.source)
            verdicts = grader.verdicts(section, Repaired(changed))
            verdict = verdicts[grade_id(cell)]
            if verdict.score:
                raise AuthoringError(
                    f"{section.name}.ipynb: the body `{body}` earns {verdict.score:g} "
                    f"points for {grade_id(cell)}. Let its check look at more."
                )


def _idle_bodies(cell: NotebookNode) -> Iterator[str]:
    """Bodies that do nothing: blank, constant, or an argument given back."""
    yield from _BLANK_BODIES
    names = {
        argument.arg
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, ast.FunctionDef)
        for argument in node.args.args
    }
    for name in sorted(names):
        yield f"return {name}"
