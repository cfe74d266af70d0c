"""`python -m grading`: score submissions, or grade a class."""

import gc
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from grading.classroom.left_out_imports import leave_out_slow_imports
from grading.errors import GradingError
from grading.text import printable

if TYPE_CHECKING:
    from grading.score import Score

GRADED, SOME_FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 130
NAME_WIDTH, SCORE_WIDTH = 24, 6
GO_ON = "Then run the same command again: it goes on where it stopped."


seed_option = click.option(
    "--seed", default="", help="Grade on this draw, to reproduce a grade."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
unsafe_option = click.option(
    "--unsafe-no-sandbox",
    is_flag=True,
    help="Run submissions with your own rights; only for code you trust.",
)


@click.group(help=__doc__)
def cli() -> None:
    """Hold the commands."""


@cli.command()
@click.argument(
    "folders",
    nargs=-1,
    required=True,
    type=click.Path(path_type=Path),
    metavar="FOLDER…",
)
@click.option("--chapter", "--assignment", default="", help="Default: the first one.")
@json_option
@seed_option
@unsafe_option
def score(
    folders: tuple[Path, ...],
    chapter: str,
    as_json: bool,
    seed: str,
    unsafe_no_sandbox: bool,
) -> int:
    """Grade folders of notebooks, without a database.

    With --json, one folder gives one document, several give a line each.  Exit code 0:
    all was graded. 1: something could not be graded. 2: nothing could be.
    """
    from grading.configuration import limits_in, read_configuration
    from grading.course import Chapter, default_chapter
    from grading.execution import PREPARATION
    from grading.grader import Grader
    from grading.sandbox import Engine
    from grading.score import score as score_folder

    root = Path.cwd()
    loaded = Chapter(root, chapter or default_chapter(root))
    loaded.require_release()
    errors = []
    unsafe = unsafe_no_sandbox
    limits = limits_in(read_configuration(root))
    with Engine(limits, preparation=PREPARATION, unsafe=unsafe) as engine:
        grader = Grader(loaded, engine, seed)
        for folder in folders:
            try:
                result = score_folder(grader, folder)
            except GradingError as error:
                if len(folders) == 1:
                    raise
                errors.append(str(error))
                _print_refusal(folder, error, as_json)
            else:
                errors += result.errors
                _print_score(folder, result, as_json, alone=len(folders) == 1)
    return _complain(errors)


def _print_refusal(folder: Path, error: GradingError, as_json: bool) -> None:
    if as_json:
        line = {"folder": printable(str(folder)), "errors": [str(error)]}
        click.echo(json.dumps(line, ensure_ascii=False))


def _print_score(folder: Path, result: "Score", as_json: bool, alone: bool) -> None:
    if as_json and alone:
        click.echo(json.dumps(result.as_json(), indent=2, ensure_ascii=False))
    elif as_json:
        line = {"folder": printable(str(folder)), **result.as_json()}
        click.echo(json.dumps(line, ensure_ascii=False))
    else:
        if not alone:
            click.echo(f"{printable(str(folder))}:")
        _show(result)


def _show(result: "Score") -> None:
    for name, verdict in result.pieces.items():
        earned, most = verdict.score or 0.0, verdict.max_score
        click.echo(f"{name:<{NAME_WIDTH}}{earned:>{SCORE_WIDTH}g} of {most:g}")
        for message in verdict.messages:
            click.echo(f"    {message}")
    for note in result.repairs + result.flags:
        click.echo(f"note: {note}")
    earned, most = result.score, result.max_score
    click.echo(f"{'score':<{NAME_WIDTH}}{earned:>{SCORE_WIDTH}g} of {most:g}")


@cli.command()
@click.argument("chapter", required=False)
@click.option(
    "--workers",
    type=click.IntRange(min=1),
    help="Processes on this machine; default: one for each core.",
)
@click.option("--scheduler", default="", help="Use this Dask cluster: tcp://HOST:8786.")
@click.option("--force", is_flag=True, help="Run what has not changed, too.")
@click.option("--student", "students", multiple=True, help="Only this one; repeatable.")
@click.option(
    "--trusted",
    is_flag=True,
    help="The submissions are your own: grade them even where there is no sandbox.",
)
@json_option
@seed_option
@unsafe_option
def autograde(
    chapter: str | None,
    workers: int | None,
    scheduler: str,
    as_json: bool,
    **chosen: Any,
) -> int:
    """Grade everything below classroom/submitted."""
    if workers and scheduler:
        raise click.UsageError("--workers and --scheduler exclude each other.")
    from grading.classroom import run
    from grading.classroom.table import table
    from grading.course import default_chapter

    gc.freeze()  # what is imported stays; a collection would look through all of it
    root = Path.cwd()
    options = run.Options(workers=workers or 0, scheduler=scheduler, **chosen)
    try:
        report = run.autograde(root, chapter or default_chapter(root), options)
    except KeyboardInterrupt:
        _complain(["stopped. The same command goes on from here."])
        sys.stderr.flush()
        # Workers end with this process; waiting for them could take minutes.
        os._exit(INTERRUPTED)
    if as_json:
        click.echo(json.dumps(report.as_json(), indent=2, ensure_ascii=False))
    else:
        click.echo(table(report))
    return _complain(report.errors)


@cli.command()
@json_option
def doctor(as_json: bool) -> int:
    """Say what the sandbox rests on here, and whether it holds.

    Runs a hostile notebook and compares the machine before and after.  Exit code 1: a
    guarantee does not hold. 2: there is no sandbox.
    """
    from dataclasses import asdict

    from grading.configuration import limits_in, read_configuration
    from grading.execution import PREPARATION
    from grading.sandbox import host

    report = host.examine(limits_in(read_configuration(Path.cwd())), PREPARATION)
    if as_json:
        click.echo(json.dumps(asdict(report), indent=2, ensure_ascii=False))
    else:
        for name, fact in report.facts.items():
            click.echo(f"{name:<{NAME_WIDTH}}{fact}")
        for guarantee in report.guarantees:
            click.echo(f"{'✓' if guarantee.holds else '✗'} {guarantee.name}")
            click.echo(f"    {guarantee.rests_on}")
            if guarantee.remedy:
                click.echo(f"    {guarantee.remedy}")
    return GRADED if report.all_hold else SOME_FAILED


def _complain(errors: list[str]) -> int:
    for error in errors:
        click.echo(f"grading: {error}", err=True)
    return SOME_FAILED if errors else GRADED


def main(arguments: list[str] | None = None) -> int:
    """Run a command; the exit code is 0 only if everything was graded."""
    from grading.sandbox import SandboxUnavailable

    try:
        code = cli.main(arguments, prog_name="python -m grading", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (GradingError, SandboxUnavailable) as error:
        resumable = getattr(error, "resumable", False)
        _complain([f"{error} {GO_ON}" if resumable else str(error)])
        return REFUSED
    return int(code or GRADED)


if __name__ == "__main__":
    leave_out_slow_imports()
    sys.exit(main())
