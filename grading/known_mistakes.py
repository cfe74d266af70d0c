"""Known mistakes in a chapter's pieces, and what they report on a draw.

The wrong sample answers carry a name in their titles.  Beside them, `mistakes.toml`
says which part of the section's notebook explains a mistake, and which answers are, as
far as a check can see, one mistake.
"""

import math
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

from grading.course import CHECK, MISTAKES_TABLE, Chapter, Section, grade_id
from grading.errors import GradingError
from grading.execution import execute, with_outputs
from grading.sample_answers import Answer, parse
from grading.sandbox import Engine
from grading.verdict.reported import observations, stop_of
from scaffold.diagnosis import Mistake

# Each answer finds the generators as the first one does, which is, in a section's first
# piece, as a student's answer finds them.
_SAME_CHANCE = """\
import random as _random, numpy as _numpy, torch as _torch
if "_chance" not in globals():
    _chance = _random.getstate(), _numpy.random.get_state(), _torch.get_rng_state()
_random.setstate(_chance[0])
_numpy.random.set_state(_chance[1])
_torch.set_rng_state(_chance[2])"""
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


@dataclass(frozen=True)
class KnownMistake:
    """A wrong answer, with what a student is told of its mistake.

    Attributes:
        answer: the sample answer.
        words: its title's, or those that it shares with answers that look alike.
        heading: the part of the section to read again.
        told_by_error: whether the error that it ends with says enough by itself.
    """

    answer: Answer
    words: str
    heading: str
    told_by_error: bool


class KnownMistakes:
    """The known mistakes of a chapter, run on one draw when they are asked for.

    Each is run once.  Where there are no sample answers, nothing is known.

    Args:
        chapter: the instructor's side.
        engine: runs the answers.
        seed: the draw.
    """

    def __init__(self, chapter: Chapter, engine: Engine, seed: str) -> None:
        self.chapter = chapter
        self.engine = engine
        self.seed = seed
        self._known: dict[str, list[KnownMistake]] = {}
        self._reported: dict[Answer, Mistake] = {}

    def of(
        self, section: Section, piece: str, score: float | None = None
    ) -> list[Mistake]:
        """The mistakes in a piece, with what they report on this draw.

        Args:
            section: the section of the piece.
            piece: its name.
            score: only those answers that earn so much; no other can report the same.
        """
        if piece not in self._known:
            self._known[piece] = known_mistakes(self.chapter, section, piece)
        wanted = [
            known
            for known in self._known[piece]
            if score is None or math.isclose(known.answer.score, score)
        ]
        new = [known for known in wanted if known.answer not in self._reported]
        if new:
            self._run(section, new)
        return [self._reported[known.answer] for known in wanted]

    def _run(self, section: Section, known: Sequence[KnownMistake]) -> None:
        """Run answers to one piece, one after the other in a single notebook.

        That takes a fraction of the time of a notebook for each.  Each answer defines
        the piece anew, and the check draws its numbers anew.
        """
        answers = [each.answer for each in known]
        notebook = with_answers(section, answers)
        execution = execute(self.engine, section, notebook, self.seed)
        if execution.problems and len(known) > 1:
            for each in known:
                self._run(section, [each])
            return
        name = answers[0].piece + CHECK
        executed = with_outputs(section, notebook, execution)
        checks = [cell for cell in executed.cells if grade_id(cell) == name]
        for each, check in zip(known, checks, strict=True):
            self._reported[each.answer] = _mistake(each, check)


def _mistake(known: KnownMistake, check: NotebookNode) -> Mistake:
    """A known mistake with what its check has reported."""
    stop = stop_of(check)
    error = stop.error if stop is not None else ""
    seen = observations(check)
    return Mistake(known.words, known.heading, seen, error, known.told_by_error)


def with_answers(section: Section, answers: Sequence[Answer]) -> NotebookNode:
    """The reference's notebook as far as a piece, then each answer and its check.

    Other checks are left out: they examine other pieces.

    Args:
        section: the section of the piece.
        answers: answers to one piece.
    """
    piece = answers[0].piece
    names = [grade_id(cell) for cell in section.notebook.cells]
    begin, end = names.index(piece), names.index(piece + CHECK) + 1
    cells = [
        cell
        for cell in section.notebook.cells[:begin]
        if not grade_id(cell).endswith(CHECK)
    ]
    for answer in answers:
        cells.append(new_code_cell(_SAME_CHANCE))
        cells.append(NotebookNode(section.notebook.cells[begin], source=answer.source))
        cells += section.notebook.cells[begin + 1 : end]
    return NotebookNode(section.notebook, cells=cells)


def known_mistakes(
    chapter: Chapter, section: Section, piece: str
) -> list[KnownMistake]:
    """The wrong sample answers to a piece, with words and headings.

    Raises:
        GradingError: if answers or table are not written as they should be.
    """
    file = f"{piece}.py"
    text = chapter.samples.get(file)
    if text is None:
        return []
    answers = [answer for answer in parse(text, piece, file) if not answer.right]
    row = _row(chapter, piece)
    words = _shared_words(row)
    headings = row.get("headings", {})
    default = row.get("heading") or heading_above(section, piece)
    told_by_error = row.get("told_by_error", [])
    _require_known(piece, [*words, *headings, *told_by_error], answers)
    found = []
    for answer in answers:
        name = answer.name.removeprefix("wrong_")
        told = words.get(name, answer.what)
        heading = headings.get(name, default)
        found.append(KnownMistake(answer, told, heading, name in told_by_error))
    return found


def _row(chapter: Chapter, piece: str) -> dict[str, Any]:
    """What a chapter's table says of a piece; it may say nothing."""
    table: dict[str, dict[str, Any]] = tomllib.loads(
        chapter.samples.get(MISTAKES_TABLE, "")
    )
    return table.get(piece, {})


def _shared_words(row: dict[str, Any]) -> dict[str, str]:
    """By name of an answer: the words that it shares with others."""
    found = {}
    for words, names in row.get("alike", {}).items():
        found.update(dict.fromkeys(names, words))
    return found


def _require_known(piece: str, names: Sequence[str], answers: Sequence[Answer]) -> None:
    """Refuse a table that names an answer which is not there."""
    there = {answer.name.removeprefix("wrong_") for answer in answers}
    for name in names:
        if name not in there:
            raise GradingError(
                f"{MISTAKES_TABLE}: {piece} has no wrong answer {name}. "
                "Take the name off, or write the one that is meant."
            )


def headings(section: Section, until: str = "") -> list[str]:
    """The headings of a section's notebook, in order.

    Args:
        section: the section.
        until: the id of a cell; those below it do not count.
    """
    found: list[str] = []
    for cell in section.notebook.cells:
        if until and grade_id(cell) == until:
            break
        if cell.cell_type == "markdown":
            found += _HEADING.findall(cell.source)
    return found


def heading_above(section: Section, piece: str) -> str:
    """The heading of the part in which a piece stands; not the piece's own."""
    above = headings(section, until=piece)
    of_parts = [heading for heading in above if f"`{piece}`" not in heading]
    return of_parts[-1] if of_parts else ""
