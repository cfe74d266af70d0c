"""From what authors write to what others get.

`solution_cells` copies solutions into the notebooks and executes these, `release` makes
what students get, `verify` proves the checks before, `gradebook` brings the
instructor's gradebook along, `sample_class` plays a class of students, and
`readers_edition` makes the book. Solutions are read as text here, never imported.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class AuthoringError(Exception):
    """What an author wrote does not fit together; it names file, cell and remedy."""
