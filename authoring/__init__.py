"""From what authors write to what others get.

:mod:`cells` writes solutions into the notebooks, :mod:`kit` makes the students' release,
:mod:`verify` proves the checks, :mod:`sample_class` plays a class of students and :mod:`book`
makes the readers' edition.  Solutions are read as text here, never imported.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class AuthoringError(Exception):
    """Something an author wrote does not fit together; the message names file, cell and remedy."""
