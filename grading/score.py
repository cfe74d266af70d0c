"""Grade one folder of notebooks without a database."""

from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from grading.errors import GradingError
from grading.grader import Grader, without_points
from grading.intake.submitted_folder import read_handin
from grading.intake.which_section import match_files
from grading.verdict.judge import Verdict

SCORE_DIGITS = 6  # sums of decimal points are rounded to so many digits


@dataclass
class Score:
    """What a folder of notebooks earned.

    Attributes:
        seed: the draw it was graded on.
        pieces: a verdict for each question, by piece.
        repairs: what was mended, a sentence each.
        flags: what the instructor should look at, a sentence each.
        errors: files that could not be graded, a sentence each.
    """

    seed: str
    pieces: dict[str, Verdict] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def score(self) -> float:
        """Points earned; what waits for a person counts nothing yet."""
        earned = sum(verdict.score or 0.0 for verdict in self.pieces.values())
        return round(earned, SCORE_DIGITS)

    @property
    def max_score(self) -> float:
        """Points that were to be had."""
        return sum(verdict.max_score for verdict in self.pieces.values())

    def as_json(self) -> dict[str, Any]:
        """The same as plain data, for `--json`."""
        pieces = {
            piece: asdict(verdict) | {"score": verdict.score or 0.0}
            for piece, verdict in self.pieces.items()
        }
        return {
            "score": self.score,
            "max_score": self.max_score,
            "pieces": pieces,
            "repairs": self.repairs,
            "flags": self.flags,
            "errors": self.errors,
            "seed": self.seed,
        }


def score(grader: Grader, folder: Path) -> Score:
    """Grade a folder of handed-in notebooks.

    Args:
        grader: grades notebooks of the chapter.
        folder: holds the student's files; it is only read.

    Raises:
        GradingError: if the folder holds no notebook of the chapter, or the chapter
            itself cannot be used.
    """
    if not folder.is_dir():
        raise GradingError(f"{folder} is not a folder of notebooks.")
    handin = read_handin(folder)
    matched = match_files(grader.chapter, handin.files)
    if not matched.files:
        names = ", ".join(f"{name}.ipynb" for name in grader.chapter.sections)
        raise GradingError(f"{folder} holds none of the chapter's notebooks ({names}).")
    result = Score(grader.seed, repairs=[*handin.notes, *matched.notes])
    for section in grader.chapter.sections.values():
        if section.name in matched.files:
            graded = grader.grade_matched(section, matched)
            result.errors += [graded.error] if graded.error else []
        else:
            graded = without_points(section, f"{section.name}.ipynb was not handed in.")
        result.pieces |= graded.verdicts
        result.repairs += graded.repairs
        result.flags += graded.flags
    return result
