"""`python -m authoring`: the commands behind the make targets."""

import argparse
import sys
from collections.abc import Callable

from authoring import AuthoringError, release, sample_class, solution_cells
from grading.errors import GradingError
from grading.sandbox import SandboxUnavailable

ASSIGNMENT = "linear_regression"


def _notebooks(options: argparse.Namespace) -> int:
    differing = solution_cells.write(check=options.check)
    if options.check and differing:
        print(
            f"{', '.join(differing)}: not as `solutions` has it. Run `make notebooks`."
        )
        return 1
    return 0


def _release(options: argparse.Namespace) -> int:
    print(f"released {release.release(ASSIGNMENT)}")
    return 0


def _kit(options: argparse.Namespace) -> int:
    print(f"the students' kit is {release.kit(ASSIGNMENT)}")
    return 0


def _class(options: argparse.Namespace) -> int:
    students = sample_class.hand_in(ASSIGNMENT)
    print(f"{len(students)} sample students have handed in")
    return 0


def _table(options: argparse.Namespace) -> int:
    print(sample_class.table(ASSIGNMENT))
    return 0


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; anything an author has to mend is one sentence and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m authoring", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    runs: dict[str, tuple[Callable[[argparse.Namespace], int], str]] = {
        "notebooks": (
            _notebooks,
            "write solutions into the notebooks and re-execute them",
        ),
        "release": (_release, "make and verify the students' release"),
        "kit": (_kit, "zip the release"),
        "class": (_class, "hand in for the sample students"),
        "table": (_table, "show the grade table of the class"),
    }
    for name, (run, purpose) in runs.items():
        command = commands.add_parser(name, help=purpose)
        command.set_defaults(run=run)
        if name == "notebooks":
            command.add_argument(
                "--check", action="store_true", help="only tell what differs"
            )
    options = parser.parse_args(arguments)
    try:
        return int(options.run(options))
    except (AuthoringError, GradingError, SandboxUnavailable) as error:
        print(f"authoring: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
