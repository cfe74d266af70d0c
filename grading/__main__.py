"""``python -m grading``: score one submission, or autograde a class."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from grading.assignment import Assignment, GradingError
from grading.execute import Cache, Engine, Limits, new_seed
from grading.sandbox import SandboxUnavailable
from grading.score import Grader, score


def main(arguments: list[str] | None = None) -> int:
    """Run a subcommand; 0 means that everything was graded."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (GradingError, SandboxUnavailable) as error:
        print(f"grading: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m grading", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("score", help="grade one folder of notebooks, without a database")
    one.add_argument("submission", type=Path, help="the folder with the student's notebooks")
    one.add_argument("--assignment", default="linear_regression", help="the chapter's folder")
    one.add_argument("--json", action="store_true", help="print the result as JSON")
    one.add_argument("--seed", help="grade on this draw, to reproduce a grade")
    one.add_argument(
        "--unsafe-no-sandbox",
        action="store_true",
        help="run the submission with your own rights; only for code you trust",
    )
    one.set_defaults(run=_score)
    return parser


def _score(options: argparse.Namespace) -> int:
    assignment = Assignment(Path.cwd(), options.assignment)
    assignment.require_release()
    with Engine(Limits(), unsafe=options.unsafe_no_sandbox) as engine:
        grader = Grader(
            assignment,
            lambda: engine,
            Cache(None),
            seed=options.seed or new_seed(),
            sandboxed=not options.unsafe_no_sandbox,
        )
        result = score(grader, options.submission)
    if options.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        _show(result)
    for error in result["errors"]:
        print(f"grading: {error}", file=sys.stderr)
    return 1 if result["errors"] else 0


def _show(result: dict[str, Any]) -> None:
    for name, piece in result["pieces"].items():
        print(f"{name:<24}{piece['score']:>6g} of {piece['max_score']:g}")
        for message in piece["messages"]:
            print(f"    {message}")
    for note in result["repairs"] + result["flags"]:
        print(f"note: {note}")
    print(f"{'score':<24}{result['score']:>6g} of {result['max_score']:g}")


if __name__ == "__main__":
    sys.exit(main())
