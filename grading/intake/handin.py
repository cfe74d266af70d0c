"""A student's folder as data: the notebooks in it, and nothing else.

The folder may hold anything: links, pipes, devices, files of any size and name.  Only
ordinary files that look like notebooks are read, none beyond its bound, and nothing is
written.
"""

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path

from grading.text import printable

MAX_FILE_BYTES = 100_000_000
MAX_FILES = 200
ENDINGS = (".ipynb", ".ipynb.txt", ".ipynb.gz", ".json")
# Nothing is followed, nothing is waited for (a pipe without a writer would block).
OPEN_FLAGS = (
    os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)


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
    """Read a student's folder.

    Raises:
        OSError: if the folder itself cannot be read.
    """
    handin = Handin()
    for name in sorted(os.listdir(folder)):
        if not name.lower().endswith(ENDINGS):
            continue
        shown = printable(name)
        if len(handin.files) == MAX_FILES:
            handin.notes.append(f"{shown} and what follows it are left aside: too many files.")
            break
        try:
            handin.files[shown] = read_bounded(folder / name, MAX_FILE_BYTES)
        except OSError as error:
            handin.notes.append(f"{shown} is left aside: {error.strerror}.")
    return handin


def read_bounded(path: Path, most: int) -> bytes:
    """The content of an ordinary file of at most `most` bytes.

    Raises:
        OSError: if it is none, is larger, or cannot be read; `strerror` is part of a sentence.
    """
    descriptor = os.open(path, OPEN_FLAGS)
    with open(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not stat.S_ISREG(state.st_mode):
            raise OSError(0, "it is no ordinary file")
        if state.st_size > most:
            raise OSError(0, f"it is larger than {most // 1_000_000} MB")
        return file.read(most)
