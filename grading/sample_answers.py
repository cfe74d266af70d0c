"""Sample answers to each piece: many that are right, many that are wrong in one way.

They stand in `tests/submissions/<chapter>/<piece>.py`, one file for a piece. A file is
a row of cells, as editors know them; a cell is what a student would write, and its
title says what is to be thought of it:

    # %% wrong (3 of 6) | the result has shape (1,) | keeps_an_axis
"""

import re
from dataclasses import dataclass
from pathlib import Path

from grading.errors import GradingError

RIGHT = "right"
_ANY_TITLE = re.compile(r"^(# %%.*)$", re.MULTILINE)
_TITLE = re.compile(
    r"""
    \#\ %%\ (?P<verdict> right | wrong)
    \ \( (?P<score> \d+(\.\d+)? ) \ of\ (?P<points> \d+(\.\d+)? ) \)
    \ \|\ (?P<what> .*\S )
    \ \|\ (?P<name> \w+ )
    """,
    re.VERBOSE,
)
_EXAMPLE = "# %% wrong (2 of 6) | what is wrong with it | its_name"


@dataclass(frozen=True)
class Answer:
    """One sample answer: a student's whole cell for one piece.

    Attributes:
        piece: what it answers.
        name: its name, which begins with `right_` or `wrong_`.
        what: the style of a right answer, or the property that a wrong one breaks.
        score: what it must be given.
        points: what the piece is worth.
        source: the cell.
    """

    piece: str
    name: str
    what: str
    score: float
    points: float
    source: str

    @property
    def right(self) -> bool:
        """Whether it must be given full marks."""
        return self.name.startswith(f"{RIGHT}_")


def folder_of(chapter: str, root: Path) -> Path:
    """Where the sample answers of a chapter stand; where there are none, it is not."""
    return root / "tests" / "submissions" / chapter


def answers(root: Path, chapter: str) -> dict[tuple[str, str], Answer]:
    """All sample answers of a chapter by piece and name.

    Args:
        root: the project's folder.
        chapter: the name of the chapter's folder.

    Raises:
        GradingError: if a file is not written as this module's head says.
    """
    found = {}
    for path in sorted(folder_of(chapter, root).glob("*.py")):
        for answer in read(path):
            found[answer.piece, answer.name] = answer
    return found


def read(path: Path) -> list[Answer]:
    """The answers of one file, in its order.

    Raises:
        GradingError: naming the file, the cell and the remedy.
    """
    file = f"{path.parent.name}/{path.name}"
    return parse(path.read_text("utf-8"), path.stem, file)


def parse(text: str, piece: str, file: str) -> list[Answer]:
    """The answers in the text of a file, in its order.

    Args:
        text: all of it.
        piece: what they answer.
        file: how messages call it.

    Raises:
        GradingError: naming the file, the cell and the remedy.
    """
    found = [_answer(piece, title, body, file) for title, body in _cells(text, file)]
    names = [answer.name for answer in found]
    for name in names:
        if names.count(name) > 1:
            raise GradingError(
                f"{file}: two cells are called {name}: give one of them another name."
            )
    points = {answer.points for answer in found}
    if len(points) > 1:
        stated = " and ".join(f"{each:g}" for each in sorted(points))
        raise GradingError(
            f"{file}: its titles say that the piece is worth {stated} points: "
            "make it the same number in all of them."
        )
    return found


def _cells(text: str, file: str) -> list[tuple[str, str]]:
    """Title and text of each cell of a file."""
    before, *rest = _ANY_TITLE.split(text)
    if before.strip() or not rest:
        raise GradingError(
            f"{file} does not begin with a cell: "
            f"let its first line be a title like `{_EXAMPLE}`."
        )
    titles, bodies = rest[0::2], rest[1::2]
    return list(zip(titles, bodies, strict=True))


def _answer(piece: str, title: str, body: str, file: str) -> Answer:
    where = f"{file}, cell `{title}`"
    match = _TITLE.fullmatch(title)
    if match is None:
        raise GradingError(f"{where}: write its title like `{_EXAMPLE}`.")
    if not body.strip():
        raise GradingError(f"{where} is empty: write the answer below its title.")
    verdict = match["verdict"]
    score, points = float(match["score"]), float(match["points"])
    contradicts = (score == points) != (verdict == RIGHT)
    if contradicts and points > 0:
        raise GradingError(
            f"{where}: a right answer is given all points, a wrong one fewer: "
            "change the verdict or the score."
        )
    name = f"{verdict}_{match['name']}"
    return Answer(piece, name, match["what"], score, points, body.strip())
