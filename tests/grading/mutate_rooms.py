"""Break the grader's own code a little, again and again, and see that its tests notice.

    python -m tests.grading.mutate_rooms grading.intake.source
    python -m tests.grading.mutate_rooms grading.intake.source --sample 40

A mutant is a module with one place changed: a comparison turned, a condition made true, a
statement removed, a number moved.  `tests/mutants` makes them.  The fast tests beside the
module run against each mutant, in a process of its own that ends after a while.  A mutant
that no test notices either shows a missing test or does what the original does; the latter
stand in `mutants.toml` with the reason.
"""

import argparse
import importlib
import importlib.util
import multiprocessing
import os
import random
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib.abc import InspectLoader, MetaPathFinder
from pathlib import Path

import pytest

from tests.mutants.changing import Mutant, mutants, reasons
from tests.mutants.operators import FOR_ANY_TEXT

ROOT = Path(__file__).resolve().parents[2]
KNOWN = Path(__file__).with_name("mutants.toml")
OUR_PACKAGES = ("grading", "scaffold", "kit", "authoring", "solutions", "tests")
SHARE_KILLED = 0.9
SHORTEST_TIMEOUT = 20.0
TIMEOUT_IN_RUNS = 6
MEMORY = 6 * 2**30


@dataclass
class Outcome:
    """What became of the mutants of a module.

    Attributes:
        tried: how many ran, those that are known to do no harm excepted.
        survived: the names of those that no test noticed.
        harmless: the names of those that survived and are listed with a reason.
    """

    tried: int = 0
    survived: list[str] = field(default_factory=list)
    harmless: list[str] = field(default_factory=list)

    @property
    def share_killed(self) -> float:
        """The share of the mutants that a test noticed."""
        return 1 - len(self.survived) / self.tried if self.tried else 1.0


class _MutantFinder(MetaPathFinder, InspectLoader):
    """Gives Python a mutant's text where it asks for the module."""

    def __init__(self, module: str, path: Path, source: str) -> None:
        self.module, self.path, self.source = module, path, source

    def find_spec(self, name, path, target=None):
        if name != self.module:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=self)

    def get_source(self, fullname):
        return self.source


def path_of(module: str) -> Path:
    """The file of one of our modules."""
    return ROOT / (module.replace(".", "/") + ".py")


def mutants_of(module: str) -> list[Mutant]:
    """All changes of one of our modules."""
    return mutants(path_of(module).read_text("utf-8"), FOR_ANY_TEXT)


def files_beside(module: str) -> list[str]:
    """The tests of a module: its own file first, then the others of its room.

    Raises:
        ValueError: if it has none.
    """
    *room, name = module.split(".")
    folder = ROOT.joinpath("tests", *room)
    files = sorted(
        folder.glob("test_*.py"), key=lambda path: path.stem != f"test_{name}"
    )
    if not files:
        raise ValueError(f"There are no tests in {folder}.")
    return [str(path) for path in files]


def forget_our_modules() -> None:
    """Let everything of ours be imported again.

    pytest imports test files outside of packages under their bare names. One that was
    collected before holds on to the modules as they were, and would test these.
    """
    for name, module in list(sys.modules.items()):
        if name != __name__ and _is_ours(name, getattr(module, "__file__", None)):
            del sys.modules[name]


def _is_ours(name: str, file: str | None) -> bool:
    if name.partition(".")[0] in OUR_PACKAGES:
        return True
    if file is None or not Path(file).is_relative_to(ROOT):
        return False
    return Path(file).relative_to(ROOT).parts[0] in OUR_PACKAGES


def run_tests(module: str, source: str, tests: list[str], selection: str = "") -> int:
    """Run tests in this process against a module's changed text; pytest's exit code."""
    forget_our_modules()
    sys.meta_path.insert(0, _MutantFinder(module, path_of(module), source))
    marks = "not slow"
    options = ["-x", "-q", "-m", marks, "-p", "no:cacheprovider", "-p", "no:xdist"]
    if selection:
        options += ["-k", selection]
    return int(pytest.main([*options, *tests]))


def _in_child(module: str, source: str, tests: list[str], selection: str) -> None:
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, sys.stdout.fileno())
    os.dup2(silence, sys.stderr.fileno())
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    os._exit(run_tests(module, source, tests, selection))


def notices(
    module: str, source: str, tests: list[str], seconds: float, selection: str = ""
) -> bool:
    """Whether the tests notice a changed text, be it by never coming to an end."""
    context = multiprocessing.get_context("fork")
    process = context.Process(target=_in_child, args=(module, source, tests, selection))
    process.start()
    process.join(seconds)
    if process.is_alive():
        process.kill()
        process.join()
    return process.exitcode != 0


def known_harmless() -> dict[str, dict[str, str]]:
    """By module: mutants that do what the original does, with the reason."""
    return reasons(KNOWN)


def examine(
    module: str,
    tests: list[str] | None = None,
    sample: int | None = None,
    seed: int = 0,
    jobs: int = 1,
    selection: str = "",
) -> Outcome:
    """Run the tests beside a module against its mutants.

    Args:
        module: the dotted name of one of our modules.
        tests: the test files to run; those beside the module if not given.
        sample: how many mutants to try, drawn by `seed`; all of them if not given.
        seed: says which sample is drawn.
        jobs: how many mutants run at once.
        selection: an expression for pytest's `-k`.

    Raises:
        ValueError: if the tests do not pass on the module as it is.
    """
    source = path_of(module).read_text("utf-8")
    for needed in (module, "tests.conftest"):
        importlib.import_module(needed)  # the libraries behind it need no second import
    tests = tests or files_beside(module)
    chosen = mutants_of(module)
    if sample is not None and sample < len(chosen):
        chosen = random.Random(seed).sample(chosen, sample)
    start = time.monotonic()
    if notices(module, source, tests, seconds=600, selection=selection):
        raise ValueError(f"The tests of {module} fail on the module as it is.")
    seconds = max(SHORTEST_TIMEOUT, TIMEOUT_IN_RUNS * (time.monotonic() - start))

    def noticed(mutant: Mutant) -> bool:
        return notices(module, mutant.source, tests, seconds, selection)

    with ThreadPoolExecutor(jobs) as pool:
        results = list(pool.map(noticed, chosen))
    alive = [m.name for m, seen in zip(chosen, results, strict=True) if not seen]
    known = known_harmless().get(module, {})
    survived = [name for name in alive if name not in known]
    harmless = [name for name in alive if name in known]
    return Outcome(len(chosen) - len(harmless), survived, harmless)


def main(arguments: list[str] | None = None) -> int:
    """Print what became of the mutants of some modules; 1 if too many survived."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.grading.mutate_rooms",
        description="See that the tests beside a module notice when it is broken.",
    )
    parser.add_argument("modules", nargs="+", metavar="MODULE")
    parser.add_argument("--tests", nargs="*", help="default: those beside the module")
    parser.add_argument("--sample", type=int, help="default: all mutants")
    parser.add_argument("--seed", type=int, default=0, help="says which sample")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("-k", dest="selection", default="", help="as pytest's")
    options = parser.parse_args(arguments)
    enough = True
    for module in options.modules:
        outcome = examine(
            module,
            options.tests,
            options.sample,
            options.seed,
            options.jobs,
            options.selection,
        )
        share = outcome.share_killed
        enough = enough and share >= SHARE_KILLED
        print(
            f"{module}: {outcome.tried} mutants, {share:.1%} killed, "
            f"{len(outcome.harmless)} more are harmless",
            flush=True,
        )
        for name in outcome.survived:
            print(f"    survives: {name}")
    return 0 if enough else 1


if __name__ == "__main__":
    raise SystemExit(main())
