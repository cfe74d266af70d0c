"""Grade wrong answers and see which of them get a name.

`python -m tests.naming FOLDER [CHAPTER]` takes answers that stand in `FOLDER/<piece>/*.py`,
one file an answer, and prints for each wrong one the mistakes that are named beside the
first line of its file.  Whether a name is right, a reader has to judge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from grading.course import Chapter
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.intake.repair import Repaired
from grading.sandbox import Engine, Limits
from scaffold.diagnosis import FRAME, OR
from tests.answering import answered, section_of
from tests.conftest import CHAPTERS, DEFAULT

WRONG = "# wrong: "


@dataclass(frozen=True)
class Named:
    """A wrong answer and what is said of it.

    Attributes:
        piece: what it answers.
        what: what its first line says of it.
        names: the mistakes that the grader names.
        voided: whether it breaks a rule of the piece, and is examined no further.
        found: whether anything is found wrong with it at all.
        score: what it is given.
    """

    piece: str
    what: str
    names: list[str]
    voided: bool
    found: bool
    score: float = 0.0


def answers(folder: Path) -> Iterator[tuple[str, str, str]]:
    """Piece, description and source of each wrong answer in a folder."""
    for path in sorted(folder.glob("*/*.py")):
        source = path.read_text("utf-8")
        first = source.partition("\n")[0]
        if first.startswith(WRONG):
            yield path.parent.name, first.removeprefix(WRONG), source


def name(grader: Grader, piece: str, what: str, source: str) -> Named:
    """Grade an answer in the reference's notebook."""
    section = section_of(grader.chapter, piece)
    notebook = answered(section, piece, source)
    repaired = grader.apply_rules(section, Repaired(notebook))
    verdict = grader.verdicts(section, repaired)[piece]
    messages = verdict.messages
    names = [text for text in messages if text.startswith((FRAME, OR))]
    found = any(text.startswith("✗") for text in messages)
    voided = piece in repaired.voided
    return Named(piece, what, names, voided, found, verdict.score or 0.0)


def table(found: list[Named]) -> str:
    """The answers with their names, and how many have one."""
    lines = []
    for one in found:
        if one.voided:
            said = "(breaks a rule of its piece)"
        elif not one.found:
            said = "(nothing is found wrong)"
        else:
            said = " ".join(one.names) or "–"
        lines.append(f"{one.piece} | {one.what}\n    {said}")
    examined = [one for one in found if not one.voided]
    named = [one for one in examined if one.names]
    share = len(named) / len(examined) if examined else 0.0
    lines.append(
        f"{len(named)} of {len(examined)} wrong answers have a name ({share:.0%}); "
        f"{len(found) - len(examined)} more break a rule."
    )
    return "\n".join(lines)


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("chapter", default=DEFAULT)
@click.option("--seed", default="", help="Grade on this draw; default: a new one.")
def main(folder: Path, chapter: str, seed: str) -> None:
    """Print which of the wrong answers in FOLDER get a name."""
    known: Chapter = CHAPTERS[chapter]
    with Engine(Limits(), preparation=PREPARATION) as engine:
        grader = Grader(known, engine, seed)
        click.echo(table([name(grader, *answer) for answer in answers(folder)]))


if __name__ == "__main__":
    main()
