"""From what authors write to what others get.

`cells` writes solutions into the notebooks, `kit` makes the students' release,
`verify` proves the checks, `sample_class` plays a class of students and `book`
makes the readers' edition.  Solutions are read as text here, never imported.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class AuthoringError(Exception):
    """Something an author wrote does not fit together; the message names file, cell and remedy."""
