"""What a worker does: grade one student's submission.

A worker gets all it needs as data and gives back what has to be written.  It needs no
shared disk, no gradebook and no database library, so that it may be a process on this
machine or on another one.
"""

import pickle
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

import nbformat.v4
from nbformat import NotebookNode

from grading.course import Chapter, Section, grade_id, hash_of
from grading.errors import GradingError
from grading.execution import PREPARATION, environment
from grading.grader import GradedNotebook, Grader, without_points
from grading.intake.which_section import Matched, match_files
from grading.sandbox import Engine, Limits, SandboxUnavailable

# A submission may hold a worker for so long. Its other sections wait until everybody
# has had a turn.
SECONDS_IN_TURN = 120.0


@dataclass(frozen=True)
class ReleasedCell:
    """A marked cell as nbgrader's gradebook remembers it from the release.

    Attributes:
        source: its text when it was handed out.
        checksum: nbgrader's, by which it recognises a cell that was left as it was.
    """

    source: str
    checksum: str


@dataclass(frozen=True)
class Shared:
    """What all submissions of a grading run have in common.

    Attributes:
        chapter: the pickled `Chapter`; see `pack`.
        released: by section and cell, what the gradebook remembers of the release.
        seed: the draw.
        seed_is_fixed: whether a result on another draw does not count.
        limits: what a notebook may use.
        sandboxed: whether it is confined.
        environment: the machine's versions of what can change results.
    """

    chapter: bytes
    released: dict[str, dict[str, ReleasedCell]]
    seed: str
    seed_is_fixed: bool
    limits: Limits
    sandboxed: bool
    environment: dict[str, str]


@dataclass(frozen=True)
class Task:
    """One submission to grade.

    Attributes:
        student: whose it is.
        files: the handed-in notebooks, content by file name.
        shared: what all tasks have in common.
        standing: keys of sections whose results stand; they are not run again.
        sections: only these are graded; None for all.
    """

    student: str
    files: dict[str, bytes]
    shared: Shared
    standing: frozenset[str] = frozenset()
    sections: tuple[str, ...] | None = None


@dataclass(frozen=True)
class CellRow:
    """A cell's row in the gradebook.

    Attributes:
        score: points given automatically; None where a person gives them.
        answered: whether a solution cell differs from what was handed out; None for a
            cell that is no solution.
    """

    score: float | None = None
    answered: bool | None = None


@dataclass(frozen=True)
class GradedSection:
    """What a worker gives back for one section.

    Attributes:
        key: a hash of all that the result depends on, the draw excepted.
        stands: whether the result made earlier still stands; then the rest is empty.
        notebook: the graded notebook as text.
        cells: by marked cell, its row in the gradebook.
        repairs: what was mended.
        flags: what the instructor should look at.
        error: why the file could not be graded; empty if it was.
        final: whether grading again would give the same; not so for what was set aside.
    """

    key: str
    stands: bool = False
    notebook: str = ""
    cells: dict[str, CellRow] = field(default_factory=dict)
    repairs: list[str] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    error: str = ""
    final: bool = True


@dataclass(frozen=True)
class GradedSubmission:
    """What a worker gives back for a submission.

    Attributes:
        sections: by name, those that were handed in.
        notes: what had to be guessed about the files.
        postponed: sections that are still to be graded, since the others took long.
    """

    sections: dict[str, GradedSection]
    notes: list[str]
    postponed: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSandbox:
    """The answer of a worker that cannot confine submissions.

    Attributes:
        reason: why, and what to do about it.
    """

    reason: str


def pack(chapter: Chapter) -> bytes:
    """A chapter as bytes that go to workers; it is read there once."""
    return pickle.dumps(chapter)


@lru_cache(maxsize=1)
def _unpack(packed: bytes) -> Chapter:
    chapter = pickle.loads(packed)  # written by `pack` on the machine that asks
    assert isinstance(chapter, Chapter)
    return chapter


def work(task: Task, engine: Engine | None = None) -> GradedSubmission | NoSandbox:
    """Grade a submission in a worker.

    Args:
        task: the submission.
        engine: runs the notebooks; by default the one of this worker's thread.

    Raises:
        GradingError: if this worker has other versions than the machine that asks.
        SandboxLost: if the sandbox ended meanwhile, which says nothing about the
            notebook.
    """
    shared = task.shared
    _require_same_versions(shared.environment)
    grader = _grader(shared, engine)
    chapter = grader.chapter
    matched = match_files(chapter, task.files)
    asked = [name for name in matched.files if _is_asked_for(task, name)]
    sections: dict[str, GradedSection] = {}
    end = time.monotonic() + SECONDS_IN_TURN
    try:
        for name in asked:
            if sections and time.monotonic() > end:
                break  # this student goes on when everybody has had a turn
            section = chapter.sections[name]
            sections[name] = _grade(task, grader, section, matched)
    except SandboxUnavailable as error:
        return NoSandbox(str(error))
    postponed = tuple(name for name in asked if name not in sections)
    return GradedSubmission(sections, matched.notes, postponed)


def _is_asked_for(task: Task, section: str) -> bool:
    return task.sections is None or section in task.sections


def _require_same_versions(wanted: dict[str, str]) -> None:
    own = environment()
    differing = [name for name in own if wanted.get(name) != own[name]]
    if differing:
        raise GradingError(
            f"A worker has another version of {', '.join(differing)} than this "
            "machine: install the same commit of the project there."
        )


_thread = threading.local()


def _grader(shared: Shared, engine: Engine | None) -> Grader:
    """The grader of this thread, which keeps the reference's values."""
    if engine is not None:
        return Grader(_unpack(shared.chapter), engine, shared.seed)
    wanted_for = (shared.chapter, shared.seed, shared.limits, shared.sandboxed)
    if getattr(_thread, "made_for", None) != wanted_for:
        chapter = _unpack(shared.chapter)
        _thread.grader = Grader(chapter, _engine(shared), shared.seed)
        _thread.made_for = wanted_for
    grader: Grader = _thread.grader
    return grader


def _engine(shared: Shared) -> Engine:
    """The engine of this thread, started when it is first used."""
    engine: Engine | None = getattr(_thread, "engine", None)
    unsafe = not shared.sandboxed
    if engine is None or (engine.limits, engine.unsafe) != (shared.limits, unsafe):
        if engine is not None:
            engine.close()
        engine = Engine(shared.limits, preparation=PREPARATION, unsafe=unsafe)
        _thread.engine = engine
    return engine


def section_key(task: Task, section: Section, content: bytes) -> str:
    """A hash of all that a section's result depends on, a secret draw excepted."""
    shared = task.shared
    return hash_of(
        [
            sha256(content).hexdigest(),
            section.digest,
            shared.environment,
            vars(shared.limits),
            shared.sandboxed,
            shared.seed if shared.seed_is_fixed else "",
            {
                name: cell.checksum
                for name, cell in shared.released[section.name].items()
            },
        ]
    )


def _grade(
    task: Task, grader: Grader, section: Section, matched: Matched
) -> GradedSection:
    content = task.files[matched.files[section.name]]
    key = section_key(task, section, content)
    if key in task.standing:
        return GradedSection(key, stands=True)
    graded = grader.grade_matched(section, matched)
    return as_written(task.shared, section, graded, key)


def set_aside(task: Task, section: Section, reason: str) -> GradedSection:
    """What is written in place of a notebook that cannot be run.

    Args:
        task: the submission of this one section.
        section: which one.
        reason: a sentence for student and instructor.
    """
    error = f"{section.name}.ipynb is set aside without points. {reason} Look at it."
    graded = without_points(section, error)
    written = as_written(task.shared, section, graded, key="")
    cells = {  # a person looks at them
        question.cell: CellRow(score=None, answered=True)
        for question in section.questions
        if question.manual
    }
    return GradedSection(
        key="",
        notebook=written.notebook,
        cells=written.cells | cells,
        error=error,
        final=False,
    )


def as_written(
    shared: Shared, section: Section, graded: GradedNotebook, key: str
) -> GradedSection:
    """What has to be written of a graded notebook."""
    released = shared.released[section.name]
    notebook = graded.notebook
    notebook.metadata["course"] = {"seed": graded.seed}
    if graded.error:
        notebook.metadata["course"] = {"damaged": graded.error}
    cells = {}
    questions = {question.cell: question for question in section.questions}
    for cell in notebook.cells:
        name = grade_id(cell)
        if name:
            # By this nbgrader recognises an answer that was left as it was.
            cell.metadata["nbgrader"]["checksum"] = released[name].checksum
            question = questions.get(name)
            score = None
            if question is not None and not question.manual:
                score = graded.verdicts[question.piece].score
            cells[name] = _checked(cell, released[name], score)
    return GradedSection(
        key=key,
        notebook=nbformat.v4.writes(notebook) + "\n",
        cells=cells,
        repairs=graded.repairs,
        flags=graded.flags,
        error=graded.error,
    )


def _checked(
    cell: NotebookNode, released: ReleasedCell, score: float | None
) -> CellRow:
    mark = cell.metadata["nbgrader"]
    if not mark.get("solution"):
        return CellRow(score)
    answered = cell.source != released.source
    if mark.get("grade") and not answered:  # nobody need look at a blank
        return CellRow(0.0, answered)
    return CellRow(None, answered)
