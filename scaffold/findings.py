"""What a check has found: points, and a sentence for each observation.

The grader and the check cell at home call the same function, so that both find the
same and say it in the same words.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from scaffold.observation import Observation, Reported, difference

_RIGHT = "✓"
_WRONG = "✗"
_WORTHLESS = "–"
_NOT_STARTED = "not started."


@dataclass(frozen=True)
class Stop:
    """The error that ended a check before its last observation.

    Attributes:
        error: the exception's class and what it says, in one line.
        line: the last line of the student's own code that was run; empty if none was.
        not_started: whether the piece is as it was given.
    """

    error: str
    line: str = ""
    not_started: bool = False

    def __str__(self) -> str:
        return f"{self.error}, in your line `{self.line}`" if self.line else self.error


@dataclass(frozen=True)
class Findings:
    """What the observations of one check are worth.

    Attributes:
        score: the points earned.
        sentences: one for each observation, and for what was not reached.
        problem: the first that tells of something wrong; empty if there is none.
    """

    score: float
    sentences: list[str]
    problem: str = ""


def find(
    expected: Sequence[Observation],
    reported: Sequence[Reported],
    stop: Stop | None = None,
) -> Findings:
    """Compare what a check reported with what the reference's reported.

    The rule of the gate: an observation without points is a gate. It is only required,
    since it could be guessed (a shape, a flag). If one differs, what follows it in the
    check earns nothing, even where it is right.

    Args:
        expected: the reference's observations.
        reported: the first so many of these, in the same order.
        stop: why there are not as many, if an error is the reason.
    """
    if not reported and stop is not None and stop.not_started:
        return Findings(0.0, [f"{_WRONG} {_NOT_STARTED}"], _NOT_STARTED)
    score = 0.0
    sentences = []
    problems = []
    failed_gate = ""
    for asked, got in zip(expected, reported, strict=False):
        label = _label(asked)
        wrong = difference(asked, got)
        if wrong:
            problems.append(_with_hint(f"{label}: {wrong}", asked))
            sentences.append(f"{_WRONG} {problems[-1]}")
            if not asked["points"] and not failed_gate:
                failed_gate = asked["name"]
        elif asked["points"] and failed_gate:
            sentences.append(
                f"{_WORTHLESS} {label}: earns nothing without “{failed_gate}”."
            )
        else:
            sentences.append(f"{_RIGHT} {label}")
            score += asked["points"]
    for sentence in _not_reached(expected[len(reported) :], stop):
        problems.append(sentence)
        sentences.append(f"{_WRONG} {sentence}")
    return Findings(score, sentences, problems[0] if problems else "")


def _label(asked: Observation) -> str:
    """The name of an observation and what it is worth."""
    points = asked["points"]
    if not points:
        return asked["name"]
    unit = "point" if points == 1 else "points"
    return f"{asked['name']} ({points:g} {unit})"


def _with_hint(sentence: str, asked: Observation) -> str:
    end = "" if sentence.endswith("?") else "."
    return f"{sentence}{end} {asked['hint']}".rstrip()


def _not_reached(missing: Sequence[Observation], stop: Stop | None) -> list[str]:
    """The first observation that is missing says why; the others only that they are."""
    sentences = []
    if missing and stop is not None:
        asked = missing[0]
        sentences.append(_with_hint(f"{_label(asked)}: stopped by {stop}", asked))
        missing = missing[1:]
    if missing:
        names = ", ".join(asked["name"] for asked in missing)
        sentences.append(f"not reached: {names}.")
    return sentences
