"""Show a hint to a piece: `python -m kit hint PIECE`.

They stand in the notebooks, folded, at the end of the text of a piece:

    ### Piece: `name` (3 points)

    What to write.

    <details><summary>Hint 1 of 2: a question</summary>

    …

    <details><summary>Hint 2 of 2: nearly the line</summary>

    …

    </details>

    </details>
"""

# Read as plain JSON: importing nbformat takes longer than all the rest.

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

_HEADING = re.compile(r"^### Piece: `(\w+)`.*\n", re.MULTILINE)
_FOLD = re.compile(r"^<details><summary>Hint \d+ of \d+: (.*)</summary>$", re.MULTILINE)
_FOLD_END = "</details>"


@dataclass(frozen=True)
class Hint:
    """One hint.

    Attributes:
        title: what it is about, in a few words.
        text: what it says, in Markdown.
    """

    title: str
    text: str


@dataclass(frozen=True)
class Task:
    """What a notebook says about a piece before its cell.

    Attributes:
        piece: the piece's name.
        text: what is asked for, without heading and hints.
        hints: from a question to nearly the line.
    """

    piece: str
    text: str
    hints: list[Hint]


def task_in(source: str) -> Task | None:
    """The task that a Markdown cell ends with, if it has one."""
    heading = _HEADING.search(source)
    if heading is None:
        return None
    # Split by a pattern with one group, a text gives what stands before the first hint
    # and then, in turns, the title of a hint and what it says.
    text, *rest = _FOLD.split(source[heading.end() :])
    titles, texts = rest[0::2], rest[1::2]
    hints = [
        Hint(title, told.replace(_FOLD_END, "").strip())
        for title, told in zip(titles, texts, strict=True)
    ]
    return Task(heading[1], text.strip(), hints)


def tell(piece: str, number: int, paths: list[Path]) -> str:
    """One hint to a piece, and how to get the next one.

    Args:
        piece: the piece's name.
        number: which hint, from 1 on.
        paths: the notebooks of the kit.

    Raises:
        ValueError: if there is no such piece, or no such hint.
    """
    task = _task_of(piece, paths)
    count = len(task.hints)
    if count == 0:
        raise ValueError(
            f"The hints to {piece} are gone from its notebook. Take a fresh copy."
        )
    if not 1 <= number <= count:
        raise ValueError(f"{piece} has hints 1 to {count}. There is no hint {number}.")
    hint = task.hints[number - 1]
    if number < count:
        ending = f"For the next hint: python -m kit hint {piece} {number + 1}"
    else:
        ending = "This was the last hint. If it is not enough, ask somebody."
    heading = f"{piece}, hint {number} of {count}: {hint.title}"
    return click.wrap_text(
        f"{heading}\n\n{hint.text}\n\n{ending}", preserve_paragraphs=True
    )


def _task_of(piece: str, paths: list[Path]) -> Task:
    """What the notebooks say about a piece."""
    tasks: dict[str, Task] = {}
    unreadable = []
    for path in paths:
        try:
            found = _tasks_in(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, TypeError, KeyError, AttributeError):
            unreadable.append(path.name)
            continue
        tasks |= {task.piece: task for task in found}
    if piece in tasks:
        return tasks[piece]
    if unreadable:
        names = ", ".join(unreadable)
        raise ValueError(
            f"No piece {piece} was found, but {names} cannot be read. Save it again "
            "from JupyterLab, or take a fresh copy from the kit."
        )
    if not tasks:
        raise ValueError(
            "The notebooks in this folder have no pieces: run this in the kit's folder."
        )
    raise ValueError(f"There is no piece {piece}. The pieces are {', '.join(tasks)}.")


def _tasks_in(notebook: dict[str, Any]) -> list[Task]:
    """The tasks of a notebook that was read as JSON."""
    found = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "markdown":
            # A source is a string or, as most programs write it, a list of lines.
            task = task_in("".join(cell["source"]))
            if task is not None:
                found.append(task)
    return found
