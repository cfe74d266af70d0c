"""The student's commands, to be given in the kit's folder."""

# What a command needs is imported when it is given: `--help` should not wait for it.

from pathlib import Path

import click

_NO_NOTEBOOKS = "There are no notebooks in this folder: run this in the kit's folder."
_HANDIN = Path("handin.zip")


@click.group()
def main() -> None:
    """See where you stand, get a hint, hand in. Run these in the kit's folder."""


def _notebooks_option(command: click.decorators.FC) -> click.decorators.FC:
    kind = click.Path(path_type=Path)
    return click.argument("notebooks", nargs=-1, type=kind)(command)


@main.command()
@_notebooks_option
@click.pass_context
def check(context: click.Context, notebooks: tuple[Path, ...]) -> None:
    """Run the notebooks and tell the state of every piece.

    Without NOTEBOOKS, all in this folder are run. The exit code is 0 only if nothing is
    left to be done.
    """
    from kit.check import check_all

    folder = None if notebooks else Path.cwd()
    if not check_all(_paths(context, notebooks), folder):
        context.exit(1)


@main.command()
@click.argument("piece")
@click.argument("number", type=int, default=1)
@click.pass_context
def hint(context: click.Context, piece: str, number: int) -> None:
    """Show a hint to PIECE: the first, or the one of that NUMBER.

    Hints begin with a question and end with nearly the line. They are the ones that
    stand in the notebooks. Nobody counts them.
    """
    from kit.hint import tell

    try:
        click.echo(tell(piece, number, _paths(context, ())))
    except ValueError as error:
        click.echo(error)
        context.exit(1)


@main.command()
@_notebooks_option
@click.pass_context
def pack(context: click.Context, notebooks: tuple[Path, ...]) -> None:
    """Make handin.zip, the file to hand in.

    Without NOTEBOOKS, it holds all in this folder.
    """
    from kit.pack import pack_notebooks

    try:
        target = pack_notebooks(_paths(context, notebooks), _HANDIN)
    except ValueError as error:
        click.echo(error)
        context.exit(1)
    click.echo(f"Hand in {target}.")


def _paths(context: click.Context, notebooks: tuple[Path, ...]) -> list[Path]:
    """The notebooks that are meant; ends the command if there are none."""
    paths = list(notebooks) or sorted(Path.cwd().glob("*.ipynb"))
    if not paths:
        click.echo(_NO_NOTEBOOKS)
        context.exit(1)
    return paths


if __name__ == "__main__":
    main(prog_name="python -m kit")
