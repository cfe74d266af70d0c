"""Verdicts: what a submission's checks reported against what the reference's reported.

The rule of trust: everything that comes from a submission is data here and may be
anything at all.  Names, points, hints and tolerances are only ever taken from the
reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nbformat import NotebookNode

from grading.course import Question, Section
from grading.text import printable
from grading.verdict.reported import (
    cells_by_name,
    first_error,
    observations,
    stop_of,
)
from scaffold.findings import Stop, find
from scaffold.observation import Observation, Reported

if TYPE_CHECKING:
    from grading.intake.repair import Repaired

_SCORE_DIGITS = 6  # halves and thirds of points add up to whole ones


@dataclass(frozen=True)
class Examined:
    """A check that found something wrong, for whoever may know why.

    Attributes:
        question: what was examined.
        expected: the reference's observations.
        reported: the first so many of these, from the submission.
        stop: why there are not as many, if an error is the reason.
        score: the points earned.
    """

    question: Question
    expected: Sequence[Observation]
    reported: Sequence[Reported]
    stop: Stop | None
    score: float


# Gives the names of mistakes that explain what was found, in sentences.
Diagnose = Callable[[Examined], list[str]]


@dataclass(frozen=True)
class Verdict:
    """What a piece earned and why.

    Attributes:
        score: points earned; None as long as a person has to grade it.
        max_score: points that were to be had.
        messages: what held, what differed, what was not reached; a sentence each.
    """

    score: float | None
    max_score: float
    messages: list[str]


def judge(
    section: Section,
    repaired: Repaired,
    reference: Mapping[str, Sequence[Observation]],
    problems: Sequence[str],
    diagnose: Diagnose | None = None,
) -> dict[str, Verdict]:
    """A verdict for each question of a section, by piece.

    Args:
        section: the instructor's notebook.
        repaired: what was handed in, repaired and executed.
        reference: what `reference_observations` found on the same draw.
        problems: what went wrong with the run as a whole, a sentence each.
        diagnose: names the mistakes that explain what a check found.
    """
    cells = cells_by_name(repaired.notebook)
    verdicts = {}
    for question in section.questions:
        piece = question.piece
        if question.manual:
            message = f"{piece}: waits for a person to grade it."
            verdict = _verdict(question, None, [message])
        elif piece in repaired.voided:
            message = f"✗ {piece}: {repaired.voided[piece]}"
            verdict = _verdict(question, 0.0, [message])
        else:
            expected = reference[question.cell]
            verdict = _judge_check(question, expected, cells, problems, diagnose)
        verdicts[piece] = verdict
    return verdicts


def _verdict(question: Question, score: float | None, messages: list[str]) -> Verdict:
    """A verdict whose messages may quote a submission."""
    shown = [printable(message) for message in messages]
    return Verdict(score, question.points, shown)


def _judge_check(
    question: Question,
    expected: Sequence[Observation],
    cells: Mapping[str, NotebookNode],
    problems: Sequence[str],
    diagnose: Diagnose | None,
) -> Verdict:
    check = cells[question.cell]
    reported = observations(check)
    if not _as_asked(question, expected, reported):
        message = "the check reported something else than it was asked."
        return _verdict(question, 0.0, [f"✗ {question.piece}: {message}"])
    stop = stop_of(check)
    findings = find(expected, reported, stop)
    score = round(findings.score, _SCORE_DIGITS)
    messages = list(findings.sentences)
    if findings.problem and diagnose is not None:
        messages += diagnose(Examined(question, expected, reported, stop, score))
    if len(reported) < len(expected):
        messages += _what_fails(question, cells.get(question.piece))
        messages += problems
    return _verdict(question, score, messages)


def _as_asked(
    question: Question, expected: Sequence[Observation], reported: Sequence[Reported]
) -> bool:
    """Whether the reports are the first of those that the check makes, in its order."""
    if len(reported) > len(expected):
        return False
    return all(
        got.get("name") == asked["name"] and got.get("check") == question.piece
        for asked, got in zip(expected, reported, strict=False)
    )


def _what_fails(question: Question, piece: NotebookNode | None) -> list[str]:
    """That the piece's own cell fails, if it does."""
    error = first_error(piece) if piece is not None else ""
    return [f"The cell {question.piece} itself fails: {error}"] if error else []
