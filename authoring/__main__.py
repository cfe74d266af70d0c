"""The commands behind the make targets.

Where no CHAPTER is named, the first is meant.
"""

from typing import Any

import click

from authoring import (
    ROOT,
    AuthoringError,
    release,
    sample_class,
    solution_cells,
)
from grading.course import default_chapter
from grading.errors import GradingError
from grading.sandbox import SandboxUnavailable


class Complaint(click.ClickException):
    """One sentence for the author, and exit code 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(f"authoring: {self.message}", err=True, file=file)


class Commands(click.Group):
    """A group whose commands may raise whatever an author has to mend."""

    def invoke(self, context: click.Context) -> Any:
        """Run a command."""
        try:
            return super().invoke(context)
        except (AuthoringError, GradingError, SandboxUnavailable) as error:
            raise Complaint(str(error)) from error


def _or_default(
    _context: click.Context, _parameter: click.Parameter, chapter: str | None
) -> str:
    return chapter or default_chapter(ROOT)


one_chapter = click.argument("chapter", required=False, callback=_or_default)


@click.group(cls=Commands, help=__doc__)
def main() -> None:
    """Collect the commands."""


@main.command()
@click.argument("chapter", required=False)
@click.option("--check", is_flag=True, help="Change nothing, only tell what differs.")
@click.option("--stale", is_flag=True, help="Only those whose own cells have changed.")
def notebooks(chapter: str | None, check: bool, stale: bool) -> None:
    """Write solutions into the notebooks and execute these again.

    Without CHAPTER: all notebooks of the book.
    """
    chosen = solution_cells.notebooks(chapter)
    if check:
        solution_cells.require_current(chosen)
        return
    if stale:
        chosen = [path for path in chosen if solution_cells.complaint_about(path)]
    solution_cells.write(chosen)


@main.command("release")
@one_chapter
def make_release(chapter: str) -> None:
    """Make and verify what students get."""
    click.echo(f"released {release.release(chapter)}")


@main.command()
@one_chapter
def kit(chapter: str) -> None:
    """Zip the release."""
    click.echo(f"the students' kit is {release.kit(chapter)}")


@main.command("class")
@one_chapter
def hand_in(chapter: str) -> None:
    """Hand in for the sample students, in a course of their own."""
    students = sample_class.hand_in(chapter)
    place = sample_class.course_of(chapter)
    click.echo(f"{len(students)} sample students have handed in below {place}")


@main.command()
@one_chapter
def table(chapter: str) -> None:
    """Show the grade table of the sample class."""
    click.echo(sample_class.table(chapter))


if __name__ == "__main__":
    main(prog_name="python -m authoring")
