"""Trouble that is not the class's fault: a full disk, a locked gradebook."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from grading.errors import GradingError

DISK_FULL = "The disk is full. Make room."
QUOTA_USED = "Your disk quota is used up. Make room."
LOCKED = "Another program, such as formgrader, locks the gradebook. Close it."
READ_ONLY = "The classroom cannot be written. Look at its permissions."

BY_ERRNO = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: QUOTA_USED,
    errno.EROFS: READ_ONLY,
    errno.EACCES: READ_ONLY,
}
BY_SQLITE_CODE = {
    sqlite3.SQLITE_BUSY: LOCKED,
    sqlite3.SQLITE_LOCKED: LOCKED,
    sqlite3.SQLITE_FULL: DISK_FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
}


@contextmanager
def resumable_trouble() -> Iterator[None]:
    """Name such trouble in a sentence; all else is raised as it is.

    Raises:
        GradingError: resumable, if it is known trouble.
    """
    try:
        yield
    except OSError as error:
        sentence = BY_ERRNO.get(error.errno or 0)
        if sentence is None:
            raise
        raise GradingError(sentence, resumable=True) from None
    except OperationalError as error:
        # SQLite's extended codes carry the plain one in their lowest byte.
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        sentence = BY_SQLITE_CODE.get(code)
        if sentence is None:
            raise
        raise GradingError(sentence, resumable=True) from None
