"""A student's folder as data: the notebooks in it, and nothing else.

The folder may hold anything: links, pipes, devices, files of any size and name.  Only
ordinary files that look like notebooks are read, none beyond its bound, and nothing is
written.
"""

import errno
import os
import re
import stat
from dataclasses import dataclass, field
from pathlib import Path

from nbformat import NotebookNode

from grading.intake.reading import MAX_BYTES, parse_notebook, unreadable
from grading.text import printable

MOST_FILES = 200  # of one submission; nobody hands in as many notebooks
_NAME = re.compile(r"(?P<stem>.+)\.ipynb(\.txt|\.gz)?", re.IGNORECASE | re.DOTALL)
NOT_ORDINARY = "it is no ordinary file"
# Nothing is followed, nothing is waited for (a pipe without a writer would block).
OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass
class Handin:
    """What was handed in.

    Attributes:
        files: content by file name, in the order of names.
        notes: what was left aside, a sentence each.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def read_handin(folder: Path) -> Handin:
    """Read the notebooks directly in a student's folder.

    Raises:
        OSError: if the folder itself cannot be read.
    """
    handin = Handin()
    names = sorted(name for name in os.listdir(folder) if stem_of(name))
    for name in names[:MOST_FILES]:
        shown = printable(name)
        try:
            handin.files[shown] = read_bounded(folder / name, MAX_BYTES)
        except OSError as error:
            handin.notes.append(f"{shown} is left aside: {error.strerror}.")
    if len(names) > MOST_FILES:
        excess = len(names) - MOST_FILES
        handin.notes.append(
            f"{excess} more notebooks are left aside: these are too many."
        )
    return handin


def stem_of(name: str) -> str:
    """A notebook's name without its ending; empty if it does not end as one."""
    parts = _NAME.fullmatch(name)
    return parts["stem"] if parts else ""


def read_bounded(path: Path, most: int) -> bytes:
    """The content of an ordinary file of at most `most` bytes.

    Raises:
        OSError: if it is none, is larger, or cannot be read; `strerror` is part of a
            sentence.
    """
    try:
        descriptor = os.open(path, OPEN_FLAGS)
    except OSError as error:
        if error.errno == errno.ELOOP:  # a link, which O_NOFOLLOW does not open
            raise OSError(0, NOT_ORDINARY) from None
        raise
    try:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(0, NOT_ORDINARY)
        if state.st_size > most:
            raise OSError(0, f"it is larger than {most // 1_000_000} MB")
        with open(descriptor, "rb", closefd=False) as file:
            return file.read(most)
    finally:
        os.close(descriptor)


def read_notebook(path: Path) -> NotebookNode:
    """The notebook in a file; see `parse_notebook`.

    Raises:
        UnreadableNotebook: if the file is no notebook, or no ordinary file.
    """
    try:
        content = read_bounded(path, MAX_BYTES)
    except OSError as error:
        raise unreadable(path.name, error) from None
    return parse_notebook(content, path.name)
