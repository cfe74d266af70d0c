"""Grade one folder of notebooks without a database."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grading.course import Chapter, Section, grade_id
from grading.errors import GradingError
from grading.execution import Cache, Engine, Limits, job_for, new_seed, with_outputs
from grading.intake import rules
from grading.intake.reading import read_notebook
from grading.intake.repair import Repaired, repair
from grading.verdict.judge import Verdict, expected, judge


@dataclass
class Grader:
    """What grading any submission of an assignment needs.

    Attributes:
        assignment: the instructor's side.
        engine: gives the engine, started when first needed.
        cache: where results are kept.
        seed: the draw of results made now.
        limits: what a notebook may use.
        sandboxed: whether the engine confines what it runs.
        exactly: whether only results on this very draw count.
        checksums: by section and cell, nbgrader's checksums, filled in where they are needed.
    """

    assignment: Chapter
    engine: Callable[[], Engine]
    cache: Cache
    seed: str = field(default_factory=new_seed)
    limits: Limits = field(default_factory=Limits)
    sandboxed: bool = True
    exactly: bool = False
    checksums: dict[str, dict[str, str]] = field(default_factory=dict)
    _expected: dict[tuple[str, str], dict[str, list[dict[str, Any]]]] = field(
        default_factory=dict
    )

    def submission(self, section: Section, submitted: NotebookNode) -> Repaired:
        """A student's notebook repaired and looked over, not yet executed."""
        submission = repair(section, submitted)
        rules.apply(section, submission)
        return submission

    def execute(self, section: Section, submission: Repaired) -> dict[str, Any]:
        """Run a submission in place, or take its kept result."""
        job = job_for(section, submission.notebook, self.limits, self.sandboxed)
        result = self.cache.run(job, self.seed, self.engine, exactly=self.exactly)
        submission.notebook = with_outputs(section, submission.notebook, result)
        return result

    def reference(self, section: Section, seed: str) -> dict[str, list[dict[str, Any]]]:
        """The reference's observations on a draw.

        Raises:
            GradingError: if the reference does not get through its own checks.
        """
        if (section.name, seed) not in self._expected:
            job = job_for(section, section.notebook, self.limits, self.sandboxed)
            result = self.cache.run(job, seed, self.engine, exactly=True)
            executed = with_outputs(section, section.notebook, result)
            self._expected[section.name, seed] = expected(section, executed)
        return self._expected[section.name, seed]

    def grade(self, section: Section, submission: Repaired) -> dict[str, Verdict]:
        """Execute a submission and judge it."""
        result = self.execute(section, submission)
        reference = self.reference(section, result["seed"])
        return judge(section, submission, reference, result["problems"])


def find(assignment: Chapter, folder: Path) -> tuple[dict[str, Path], list[str]]:
    """The handed-in file for each section, and what had to be guessed.

    A file is found by its name, else (`01-model (1).ipynb`, `model_final.ipynb`) by holding
    cells of the section.
    """
    files = sorted(folder.glob("*.ipynb"))
    found = {path.stem: own(path) for path in files if path.stem in assignment.sections}
    repairs = [
        f"{name}: taken from the renamed file {path.name}."
        for name, path in found.items()
        if path.stem != name
    ]
    for path in files:
        if own(path) in found.values():
            continue
        home = _section_of(assignment, path)
        if home and home not in found:
            found[home] = path
            repairs.append(f"{home}: taken from the renamed file {path.name}.")
        else:
            repairs.append(
                f"{path.name} is left aside: no section of its own was missing."
            )
    return found, repairs


def adopt(assignment: Chapter, folder: Path) -> None:
    """Link the names that nbgrader looks for to renamed files (`01-model (1).ipynb`)."""
    for path in folder.glob("*.ipynb"):
        if path.is_symlink() and not path.exists():
            path.unlink()  # another file was handed in since
    for name, path in find(assignment, folder)[0].items():
        link = folder / f"{name}.ipynb"
        if not link.exists():
            link.symlink_to(path.name)


def own(path: Path) -> Path:
    """The file behind a link that `adopt` made: never one outside the folder."""
    target = path.parent / path.readlink() if path.is_symlink() else path
    return target if target.parent == path.parent and not target.is_symlink() else path


def _section_of(assignment: Chapter, path: Path) -> str | None:
    """The section most of whose marked cells a file holds."""
    try:
        marks = {grade_id(cell) for cell in read_notebook(path).cells} - {""}
    except GradingError:
        return next(
            (name for name in assignment.sections if path.name.startswith(name)), None
        )
    shared = {
        name: len(marks & {grade_id(cell) for cell in section.notebook.cells})
        for name, section in assignment.sections.items()
    }
    best = max(shared, key=lambda name: shared[name])
    return best if shared[best] else None


def score(grader: Grader, folder: Path) -> dict[str, Any]:
    """Grade a folder of handed-in notebooks.

    Returns:
        `score`, `max_score`, `pieces` (by name: `score`, `max_score`, `messages`),
        `repairs`, `flags`, `errors` (files that could not be graded) and the `seed`.

    Raises:
        GradingError: if the folder holds no notebook of the assignment, or the assignment itself
            cannot be used.
    """
    grader.assignment.require_release()
    if not folder.is_dir():
        raise GradingError(f"{folder} is not a folder of notebooks.")
    found, repairs = find(grader.assignment, folder)
    if not found:
        names = ", ".join(f"{name}.ipynb" for name in grader.assignment.sections)
        raise GradingError(
            f"{folder} holds none of the assignment's notebooks ({names})."
        )
    pieces: dict[str, dict[str, Any]] = {}
    flags: list[str] = []
    errors: list[str] = []
    for section in grader.assignment.sections.values():
        reason = f"{section.name}.ipynb was not handed in."
        if section.name in found:
            try:
                submission = grader.submission(section, read_notebook(found[section.name]))
            except GradingError as error:
                reason = str(error)
                errors.append(reason)
            else:
                repairs += submission.repairs
                flags += submission.flags
                for piece, verdict in grader.grade(section, submission).items():
                    pieces[piece] = _plain(verdict)
                continue
        for question in section.questions:
            verdict = Verdict(0.0, question.points, [reason])
            pieces[question.piece] = _plain(verdict)
    return {
        "score": round(sum(piece["score"] for piece in pieces.values()), 6),
        "max_score": sum(piece["max_score"] for piece in pieces.values()),
        "pieces": pieces,
        "repairs": repairs,
        "flags": flags,
        "errors": errors,
        "seed": grader.seed,
    }


def _plain(verdict: Verdict) -> dict[str, Any]:
    return {
        "score": verdict.score or 0.0,
        "max_score": verdict.max_score,
        "messages": verdict.messages,
    }
