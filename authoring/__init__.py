"""From what authors write to what others get.

`solution_cells` copies solutions into the notebooks and executes these, `release` makes
what students get, `verify` proves the checks before, `gradebook` brings the
instructor's gradebook along, `sample_class` plays a class of students, and
`readers_edition` makes the book. Solutions are read as text here, never imported.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
_NUMBERED = "[0-9][0-9]-*.ipynb"


class AuthoringError(Exception):
    """What an author wrote does not fit together; it names file, cell and remedy."""


def chapters(root: Path = ROOT) -> list[str]:
    """Names of all chapters: the folders below `chapters` with a numbered notebook."""
    paths = (root / "chapters").glob(f"*/{_NUMBERED}")
    return sorted({path.parent.name for path in paths})


def default_chapter(root: Path = ROOT) -> str:
    """The chapter that is meant where none is named: the first.

    Raises:
        AuthoringError: if there is no chapter.
    """
    found = chapters(root)
    if not found:
        raise AuthoringError(
            "chapters/ has no folder with a notebook such as 01-first-section.ipynb."
        )
    return found[0]
