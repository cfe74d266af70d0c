"""Which known mistakes explain what a check reported.

Wrong answers that the course's authors know are run on the same draw as a student's
answer.  Where all that the student's answer reported is what one of them reports, the
mistake is very likely the same, and it has a name.

The rule: never a wrong name.  All observations must agree, the right ones as well, and
the check must have ended at the same place with the same error.  Where more than two
mistakes report the same, nothing is said.

The grader and the check cell at home use the same functions.  Neither PyTorch nor a
wrong answer's text is needed, only what it reported.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypedDict, cast

from scaffold.findings import Stop
from scaffold.observation import Observation, Reported, difference

MISTAKES = "mistakes.json"
MOST_NAMES = 2  # more of them are no help
FRAME = "This is what comes out where"
OR = "Or where"
_NONE = "NoneType"
_VALUE = ("kind", "dtype", "shape", "data", "value")


@dataclass(frozen=True)
class Mistake:
    """A known mistake and what its check reports on a draw.

    Attributes:
        words: what is wrong, as a clause: "the squares are not halved".
        heading: the part of the section that explains it.
        observations: what the check reported, in its order.
        error: what ended the check early, in one line; empty if nothing did.
        told_by_error: whether the error alone tells the mistake, even if nothing was
            reported before it.
    """

    words: str
    heading: str
    observations: Sequence[Reported]
    error: str = ""
    told_by_error: bool = False


def explain(
    expected: Sequence[Observation],
    reported: Sequence[Reported],
    stop: Stop | None,
    mistakes: Iterable[Mistake],
) -> list[Mistake]:
    """The mistakes that explain what a check reported; empty where nothing is sure.

    Args:
        expected: the reference's observations.
        reported: the first so many of these, as a student's answer gave them.
        stop: why there are not as many, if an error is the reason.
        mistakes: known ones, with their observations on the same draw.
    """
    if _is_right(expected, reported):
        return []
    error = stop.error if stop is not None else ""
    found: dict[str, Mistake] = {}
    for mistake in mistakes:
        # An error before the first observation has, in general, many reasons.
        is_evidence = bool(reported) or mistake.told_by_error
        if is_evidence and _explains(expected, reported, error, mistake):
            found.setdefault(mistake.words, mistake)
    return list(found.values()) if len(found) <= MOST_NAMES else []


def _explains(
    expected: Sequence[Observation],
    reported: Sequence[Reported],
    error: str,
    mistake: Mistake,
) -> bool:
    """Whether a mistake's check ended in the same way and reported the same."""
    if reported:
        same_end = _comparable(mistake.error) == _comparable(error)
    else:
        same_end = mistake.error == error
    return same_end and _agree(expected, mistake.observations, reported)


def _comparable(error: str) -> str:
    """An error's text, without what depends on how a line is written.

    Where None is used as a tensor, the error is another one for each operation.
    """
    return _NONE if _NONE in error else error


def sentences(mistakes: Sequence[Mistake]) -> list[str]:
    """What a student is told of the mistakes that explain a report."""
    told: list[str] = []
    for mistake in mistakes:
        told.append(f"{OR if told else FRAME} {mistake.words}.")
    headings = dict.fromkeys(mistake.heading for mistake in mistakes)
    if headings:
        quoted = " and ".join(f"“{heading}”" for heading in headings)
        told.append(f"Read again: {quoted}.")
    return told


def _is_right(expected: Sequence[Observation], reported: Sequence[Reported]) -> bool:
    """Whether nothing is missing and nothing differs."""
    return len(reported) == len(expected) and _agree(expected, expected, reported)


def _agree(
    expected: Sequence[Observation],
    known: Sequence[Reported],
    reported: Sequence[Reported],
) -> bool:
    """Whether two reports are the same from the first observation to the last."""
    if len(known) != len(reported):
        return False
    triples = zip(expected, known, reported, strict=False)
    return all(_same(asked, one, other) for asked, one, other in triples)


def _same(asked: Observation, known: Reported, other: Reported) -> bool:
    """Whether two values are the same, by the tolerances of what was asked.

    A tolerance is a share of one of the two, so each has to be near to the other.  The
    one that may be anything at all is only looked at the other way round when it is
    known to be of the same kind.
    """
    first, second = _with_value(asked, known), _with_value(asked, other)
    return not difference(first, second) and not difference(second, first)


def _with_value(asked: Observation, got: Reported) -> Observation:
    """What was asked, with another value."""
    frame = {key: value for key, value in asked.items() if key not in _VALUE}
    value = {key: got[key] for key in _VALUE if key in got}
    return cast(Observation, frame | value)


# At home: from the kit's data.


class MistakeData(TypedDict):
    """A mistake as the kit's data hold it: only what differs from the reference.

    Attributes:
        words: what is wrong.
        heading: the part of the section that explains it.
        error: what ended the check early.
        told_by_error: whether the error alone tells the mistake.
        reported: how many observations were made.
        differing: the values that differ, by the observation's place.
    """

    words: str
    heading: str
    error: str
    told_by_error: bool
    reported: int
    differing: dict[str, Reported]


def mistakes_of(
    piece: str,
    expected: Sequence[Observation],
    reported: Sequence[Reported],
    stop: Stop | None = None,
) -> list[Mistake]:
    """The mistakes in a piece that explain what its check reported at home.

    Args:
        piece: the piece's name.
        expected: the kit's reference.
        reported: what the check observed.
        stop: the error that ended it early, if one did.

    Returns:
        What `explain` gives; nothing where the kit's data cannot be read.
    """
    known = (unpacked(expected, data) for data in _kit().get(piece, []))
    return explain(expected, reported, stop, known)


@lru_cache(maxsize=1)
def _kit() -> dict[str, list[MistakeData]]:
    """The kit's mistakes on the public draw, by piece; none in the repository."""
    path = Path(__file__).parent.parent / MISTAKES
    try:
        found: dict[str, list[MistakeData]] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}  # a name is a help; a check does without
    return found


def packed(expected: Sequence[Observation], mistake: Mistake) -> MistakeData:
    """A mistake as data, without what is as in the reference."""
    differing: dict[str, Reported] = {}
    for place, (asked, got) in enumerate(
        zip(expected, mistake.observations, strict=False)
    ):
        if not _same(asked, asked, got):
            differing[str(place)] = {key: got[key] for key in _VALUE if key in got}
    return MistakeData(
        words=mistake.words,
        heading=mistake.heading,
        error=mistake.error,
        told_by_error=mistake.told_by_error,
        reported=len(mistake.observations),
        differing=differing,
    )


def unpacked(expected: Sequence[Observation], data: MistakeData) -> Mistake:
    """The mistake that `packed` was given."""
    observations: list[Reported] = []
    for place, asked in enumerate(expected[: data["reported"]]):
        got = data["differing"].get(str(place), asked)
        observations.append(_with_value(asked, got))
    return Mistake(
        data["words"],
        data["heading"],
        observations,
        data["error"],
        data["told_by_error"],
    )
