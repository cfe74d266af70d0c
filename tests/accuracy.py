"""The accuracy card: how right the checks are, piece by piece.

`python -m tests.accuracy [CHAPTER]` grades all sample answers and all mutants of the
references on many draws and prints what it found.  With `--write` it also puts it into
`benchmarks/ACCURACY.md`, which the instructors' page shows.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import click

from grading.course import Section
from grading.execution import PREPARATION
from grading.grader import Grader
from grading.sample_answers import Answer, answers
from grading.sandbox import Engine
from scaffold.check import PUBLIC
from tests.conftest import CHAPTERS, DEFAULT, ROOT
from tests.mutation import LIMITS, equivalent, examined, fates
from tests.naming import name

CARD = ROOT / "benchmarks" / "ACCURACY.md"
DRAWS = 20
ROUNDING = 1e-6

HEAD = """\
| piece | right | wrong | false rejects | false accepts | mutants caught | named | \
points for what works |
| :-- | --: | --: | --: | --: | --: | --: | --: |"""
FOOT = """
*Right*, *wrong*: how many sample answers were graded, each on {draws} draws. *False rejects*:
right ones that lost points on some draw. *False accepts*: wrong ones that got full marks on some
draw. *Mutants caught*: small changes of the reference, each on {draws} draws, other than those
that do what the reference does. *Named*: the share of wrong answers whose mistake the message
names. *Points for what works*: what wrong answers earn on average, of what the piece is worth. A
check that only asserts, as in plain nbgrader, gives all its points or none: there they earn 0."""


@dataclass(frozen=True)
class Row:
    """What the checks make of one piece's sample answers and mutants.

    Attributes:
        piece: its name.
        right: how many sample answers are right.
        wrong: how many are wrong.
        rejected: right ones that lost points on some draw.
        accepted: wrong ones that got full marks on some draw.
        mutants: how many mutants are not equivalent to the reference.
        missed: those of them that got full marks on some draw.
        named: how many wrong ones have a name.
        earned: what wrong ones earned on average, as a share.
    """

    piece: str
    right: int
    wrong: int
    rejected: list[str]
    accepted: list[str]
    mutants: int
    missed: list[str]
    named: int
    earned: float

    @property
    def good(self) -> bool:
        """Whether nothing was judged wrongly."""
        return not (self.rejected or self.accepted or self.missed)

    def __str__(self) -> str:
        caught = self.mutants - len(self.missed)
        cells = [
            f"`{self.piece}`",
            str(self.right),
            str(self.wrong),
            str(len(self.rejected)),
            str(len(self.accepted)),
            f"{caught} of {self.mutants}",
            f"{self.named / self.wrong:.0%}",
            f"{self.earned:.0%}",
        ]
        return f"| {' | '.join(cells)} |"


def row(graders: Sequence[Grader], section: Section, piece: str) -> Row:
    """Grade the sample answers and the mutants of one piece on the draws of graders."""
    chapter = graders[0].chapter.name
    own = [each for each in answers(ROOT, chapter).values() if each.piece == piece]
    shares = {answer.name: _shares(graders, section, answer) for answer in own}
    right = [answer for answer in own if answer.right]
    wrong = [answer for answer in own if not answer.right]
    earned = [sum(shares[one.name]) / len(graders) for one in wrong]
    named = [name(graders[0], piece, one.what, one.source) for one in wrong]
    known = equivalent(chapter).get(piece, {})
    tried = [fate for fate in fates(graders, section, piece) if fate.name not in known]
    return Row(
        piece=piece,
        right=len(right),
        wrong=len(wrong),
        rejected=[one.name for one in right if min(shares[one.name]) < 1 - ROUNDING],
        accepted=[one.name for one in wrong if max(shares[one.name]) > 1 - ROUNDING],
        mutants=len(tried),
        missed=[fate.name for fate in tried if fate.survives],
        named=sum(bool(one.names) or one.voided for one in named),
        earned=sum(earned) / len(earned),
    )


def _shares(graders: Sequence[Grader], section: Section, answer: Answer) -> list[float]:
    """On each draw, what an answer is given, as a share of the piece's points."""
    return [
        name(grader, answer.piece, answer.what, answer.source).score / answer.points
        for grader in graders
    ]


@click.command(help=__doc__)
@click.argument("chapter", default=DEFAULT, type=click.Choice(list(CHAPTERS)))
@click.option("--draws", default=DRAWS, help=f"On how many; {DRAWS} if not given.")
@click.option("--write", is_flag=True, help="Put the card where the book shows it.")
@click.pass_context
def main(context: click.Context, chapter: str, draws: int, write: bool) -> None:
    """Print the card; 1 if anything was judged wrongly."""
    course = CHAPTERS[chapter]
    course.require_release()
    lines = [HEAD]
    good = True
    click.echo(HEAD)
    with Engine(LIMITS, preparation=PREPARATION) as engine:
        graders = [Grader(course, engine, PUBLIC)]  # the one that names mistakes
        while len(graders) < draws:
            graders.append(Grader(course, engine, names_mistakes=False))
        for section, piece in examined(course):
            found = row(graders, section, piece)
            lines.append(str(found))
            click.echo(found)
            for what in [*found.rejected, *found.accepted, *found.missed]:
                click.echo(f"    judged wrongly: {what}")
            good = good and found.good
    lines.append(FOOT.format(draws=draws))
    if write:
        CARD.write_text("\n".join(lines) + "\n", "utf-8")
    context.exit(0 if good else 1)


if __name__ == "__main__":
    main()
