"""`python -m kit check` and `python -m kit pack`, in the kit's folder."""

import argparse
import sys
from pathlib import Path

from kit.check import report
from kit.pack import pack


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 means that all is well."""
    parser = argparse.ArgumentParser(prog="python -m kit", description=__doc__)
    commands = parser.add_subparsers(required=True, dest="command", metavar="COMMAND")
    for name, purpose in (
        ("check", "run the notebooks and tell the state of every piece"),
        ("pack", "make handin.zip, the file to hand in"),
    ):
        command = commands.add_parser(name, help=purpose)
        command.add_argument(
            "notebooks", nargs="*", type=Path, help="default: all in this folder"
        )
    options = parser.parse_args(arguments)
    paths = options.notebooks or sorted(Path.cwd().glob("*.ipynb"))
    if options.command == "check":
        if not paths:
            print(
                "There are no notebooks in this folder: run this in the kit's folder."
            )
        return 0 if paths and report(paths) else 1
    try:
        print(f"Hand in {pack(paths, Path('handin.zip'))}.")
    except ValueError as error:
        print(error)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
