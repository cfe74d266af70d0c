"""`python -m grading`: score one submission, or autograde a class."""

import argparse
import gc
import json
import os
import sys
from pathlib import Path
from typing import Any

from grading.course import Chapter, GradingError
from grading.sandbox import Engine, Limits, SandboxUnavailable


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
    one = commands.add_parser(
        "score", help="grade one folder of notebooks, without a database"
    )
    one.add_argument(
        "submission", type=Path, help="the folder with the student's notebooks"
    )
    one.add_argument(
        "--assignment", default="linear_regression", help="the chapter's folder"
    )
    one.set_defaults(run=_score)
    all_of = commands.add_parser(
        "autograde", help="grade everything below classroom/submitted"
    )
    all_of.add_argument("assignment", help="the chapter's folder")
    where = all_of.add_mutually_exclusive_group()
    where.add_argument(
        "--workers", type=_count, default=0, help="processes; default: one a core"
    )
    where.add_argument(
        "--scheduler", default="", help="use this Dask cluster: tcp://HOST:8786"
    )
    all_of.add_argument(
        "--force", action="store_true", help="run what has not changed, too"
    )
    all_of.add_argument(
        "--student", action="append", default=[], help="only this one; repeatable"
    )
    all_of.add_argument(
        "--trusted",
        action="store_true",
        help="the submissions are your own: grade them even where there is no sandbox",
    )
    all_of.set_defaults(run=_autograde)
    for command in (one, all_of):
        command.add_argument(
            "--json", action="store_true", help="print the result as JSON"
        )
        command.add_argument(
            "--seed", default="", help="grade on this draw, to reproduce a grade"
        )
        command.add_argument(
            "--unsafe-no-sandbox",
            action="store_true",
            help="run submissions with your own rights; only for code you trust",
        )
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number


def _score(options: argparse.Namespace) -> int:
    from grading.execution import PREPARATION, Cache, new_seed
    from grading.score import Grader, score  # imports torch, which workers need not

    assignment = Chapter(Path.cwd(), options.assignment)
    assignment.require_release()
    with Engine(Limits(), PREPARATION, unsafe=options.unsafe_no_sandbox) as engine:
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
    return _complain(result["errors"])


def _show(result: dict[str, Any]) -> None:
    for name, piece in result["pieces"].items():
        print(f"{name:<24}{piece['score']:>6g} of {piece['max_score']:g}")
        for message in piece["messages"]:
            print(f"    {message}")
    for note in result["repairs"] + result["flags"]:
        print(f"note: {note}")
    print(f"{'score':<24}{result['score']:>6g} of {result['max_score']:g}")


def _autograde(options: argparse.Namespace) -> int:
    from grading.classroom.progress import table
    from grading.classroom.run import Options, autograde

    gc.freeze()  # what is imported stays; each collection would look through all of it
    names = ("workers", "scheduler", "seed", "force", "trusted", "unsafe_no_sandbox")
    chosen = {name: getattr(options, name) for name in names}
    try:
        report = autograde(
            Path.cwd(),
            options.assignment,
            Options(students=tuple(options.student), **chosen),
        )
    except KeyboardInterrupt:
        print(
            "grading: stopped. The same command goes on from here.",
            file=sys.stderr,
            flush=True,
        )
        os._exit(
            130
        )  # workers end with this process; waiting for them could take minutes
    print(
        json.dumps(report, indent=2, ensure_ascii=False)
        if options.json
        else table(report)
    )
    return _complain(
        [error for one in report["students"].values() for error in one["errors"]]
    )


def _complain(errors: list[str]) -> int:
    for error in errors:
        print(f"grading: {error}", file=sys.stderr)
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
