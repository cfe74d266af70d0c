"""Make the students' release: nbgrader's notebooks and what they need around them.

A release is built aside, proved, and only then takes the place of the one before. If
anything fails, the old release, its stamp, the kit and the gradebook stay what they
were.
"""

import json
import logging
import os
import re
import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from authoring import ROOT, AuthoringError, solution_cells
from authoring.gradebook import alembic_found, bring_along, opened
from authoring.verify import proving, public_mistakes, public_reference, verify
from grading.configuration import read_configuration
from grading.course import Chapter, grade_id
from scaffold.check import REFERENCE
from scaffold.diagnosis import MISTAKES

_MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "{cite")
_CITE = re.compile(r"\s*\{cite(?::\w+)?\}`[^`]*`")
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.S)
_GIVEN = (
    "scaffold",
    "kit",
)  # packages that the notebooks and the student's commands use
_PACKAGES = (
    "click",
    "jupyterlab",
    "matplotlib",
    "nbclient",
    "numpy",
    "scikit-learn",
    "torch",
)
# A solution line of up to so many characters could be anyone's.
_TELLING = 24

_README = """\
# {title}: your kit

1. `python -m pip install -r requirements.txt`, then `python -m jupyter lab` in this
   folder.
2. Start with `{first}.ipynb`.
3. Replace each `# YOUR CODE HERE` and `raise NotImplementedError()` by your code.
4. Run the check below a piece; it says what holds and what differs.
5. `python -m kit check` tells the state of all pieces, `python -m kit hint PIECE` gives
   a hint.
6. Sections build on your own earlier notebooks: save them, restart the later kernel.
7. `python -m kit pack` makes the file to hand in.
8. Leave `kit`, `scaffold`, `solutions`, `reference.json` and `mistakes.json` as they
   are; nobody grades them.
"""

_CARRY = '''"""Your own pieces of {notebook}, for the sections after it."""
from scaffold import carry; carry("{notebook}", globals())
'''


def folder_of(chapter: Chapter) -> Path:
    """Where the release of a chapter lies."""
    return chapter.classroom / "release" / chapter.name


def release(name: str, root: Path = ROOT) -> Path:
    """Make the release of a chapter and complete it into a kit.

    Returns:
        The release's folder.

    Raises:
        AuthoringError: if a notebook's outputs are not of its cells; if nbgrader does
            not produce every notebook; if something of a solution, a hidden region or a
            marker is left in one; if a check does not stand its proof; or if the
            gradebook holds grades for something that is gone.
        GradingError: if there is no such chapter, or its reference fails.
    """
    chapter = Chapter(root, name)
    solution_cells.require_current(solution_cells.notebooks(name, root), root)
    chapter.classroom.mkdir(exist_ok=True)
    with TemporaryDirectory(prefix=f".{name}-", dir=chapter.classroom) as aside:
        _release_from(chapter, Path(aside))
    return folder_of(chapter)


def _release_from(chapter: Chapter, aside: Path) -> None:
    """Build in the folder `aside`, prove, and put what was built in its place."""
    config = read_configuration(chapter.root)
    building = _configuration_aside(chapter, aside)
    folder = aside / "release" / chapter.name
    stamp = aside / chapter.stamp.name
    _generate(chapter, building)
    with opened(building) as released, opened(config) as gradebook:
        bring_along(released, gradebook, chapter.name)
        gradebook.db.rollback()  # so far only to see whether it can be done
        _complete(chapter, folder)
        stamp.write_text(chapter.digest + "\n", "utf-8")
        bring_along(released, gradebook, chapter.name)
        with _swapped(folder, folder_of(chapter)), _swapped(stamp, chapter.stamp):
            gradebook.db.commit()


def _configuration_aside(chapter: Chapter, aside: Path) -> Config:
    """The course's configuration with another release folder and an empty gradebook."""
    config = deepcopy(read_configuration(chapter.root))
    place = aside.relative_to(chapter.root)
    config.CourseDirectory.release_directory = str(place / "release")
    config.CourseDirectory.db_url = f"sqlite:///{aside / 'cells.db'}"
    config.CourseDirectory.assignment_id = chapter.name
    return config


def _generate(chapter: Chapter, config: Config) -> None:
    """Let nbgrader cut the solutions out; its warnings go to standard error."""
    coursedir = CourseDirectory(config=config)
    log = logging.getLogger("nbgrader.release")
    generator = GenerateAssignment(coursedir=coursedir, config=config, log=log)
    try:
        with alembic_found():
            generator.start()
    except NbGraderException as error:
        raise AuthoringError(
            f"nbgrader cannot release {chapter.name}; its messages stand above."
        ) from error


@contextmanager
def _swapped(new: Path, place: Path) -> Iterator[None]:
    """Let a file or folder take the place of another, unless something fails."""
    old = new.with_name(f"{new.name}.old")
    place.parent.mkdir(parents=True, exist_ok=True)
    replaces = place.exists()
    if replaces:
        place.rename(old)
    try:
        new.rename(place)
        yield
    except BaseException:
        if place.exists():
            place.rename(new)
        if replaces:
            old.rename(place)
        raise


def _complete(chapter: Chapter, folder: Path) -> None:
    """Complete the generated notebooks into a kit, and prove it."""
    for name in chapter.sections:
        path = folder / f"{name}.ipynb"
        if not path.is_file():
            raise AuthoringError(
                f"nbgrader made no {path.name}; its messages stand above."
            )
        _clean(path)
    _surround(chapter, folder)
    require_clean(chapter, folder)
    with proving(chapter) as grader:
        verify(grader)
        reference = public_reference(grader)
        mistakes = public_mistakes(grader)
    (folder / REFERENCE).write_text(json.dumps(reference), "utf-8")
    (folder / MISTAKES).write_text(json.dumps(mistakes), "utf-8")


def _clean(path: Path) -> None:
    """Take away the author's notes, and roles that only the book can resolve."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not grade_id(cell):
            cell.source = _CITE.sub("", cell.source)
    solution_cells.remove_stamp(notebook)
    nbformat.write(notebook, path)


def _surround(chapter: Chapter, folder: Path) -> None:
    """Put beside the notebooks what they import, and how to begin."""
    for path in given_files(chapter.root):
        target = folder / path.relative_to(chapter.root)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, target)
    solutions = folder / "solutions" / chapter.name
    solutions.mkdir(parents=True)
    (solutions.parent / "__init__.py").write_text("", "utf-8")
    docstring = '"""Your own work, carried forward."""\n'
    (solutions / "__init__.py").write_text(docstring, "utf-8")
    for name in chapter.sections:
        module = name.partition("-")[2]
        text = _CARRY.format(notebook=f"{name}.ipynb")
        (solutions / f"{module}.py").write_text(text, "utf-8")
    (folder / "requirements.txt").write_text(_requirements(chapter.root), "utf-8")
    title = chapter.name.replace("_", " ").capitalize()
    readme = _README.format(title=title, first=next(iter(chapter.sections)))
    (folder / "README.md").write_text(readme, "utf-8")


def given_files(root: Path) -> list[Path]:
    """The code that students are given as it is."""
    return [path for part in _GIVEN for path in sorted((root / part).rglob("*.py"))]


def _requirements(root: Path) -> str:
    """What the kit installs, at the versions the course is tested with."""
    pinned = {}
    for line in (root / "constraints.txt").read_text("utf-8").splitlines():
        package, _, version = line.partition("==")
        pinned[package.strip().lower()] = version.strip()
    return "".join(f"{package}=={pinned[package]}\n" for package in _PACKAGES)


def require_clean(chapter: Chapter, folder: Path) -> None:
    """Refuse a release in which something of the instructor's is left.

    Raises:
        AuthoringError: naming the notebook and the cell.
    """
    for section in chapter.sections.values():
        file = f"{section.name}.ipynb"
        released = nbformat.read(folder / file, as_version=4)
        for cell in released.cells:
            for marker in _MARKERS:
                if marker in cell.source:
                    raise AuthoringError(
                        f"{file}: `{marker}` is left in the released cell {cell.id}. "
                        "Look at its region's begin and end in the source."
                    )
        places = {line: cell.id for cell in released.cells for line in _lines(cell)}
        for cell in section.notebook.cells:
            for line in sorted(_solution_lines(cell.source) & places.keys()):
                raise AuthoringError(
                    f"{file}: the solution line `{line}` of {grade_id(cell)} stands in "
                    f"the released cell {places[line]}. Write that cell differently."
                )


def _solution_lines(source: str) -> set[str]:
    """The telling lines of a cell's solution regions."""
    regions = "\n".join(_SOLUTION.findall(source))
    lines = {line.strip() for line in regions.splitlines()}
    return {line for line in lines if len(line) > _TELLING}


def _lines(cell: nbformat.NotebookNode) -> list[str]:
    return [line.strip() for line in cell.source.splitlines()]


def kit(name: str, root: Path = ROOT) -> Path:
    """Zip the release, so that unpacking it gives one folder.

    Raises:
        AuthoringError: if the release is incomplete, or its code is not today's.
        GradingError: if there is no release, or the chapter has changed since.
    """
    chapter = Chapter(root, name)
    chapter.require_release()
    folder = folder_of(chapter)
    _require_whole(chapter, folder)
    target = chapter.classroom / f"{name}-kit.zip"
    part = target.with_name(f"{target.name}.part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, Path(name) / path.relative_to(folder))
    os.replace(part, target)
    return target


def _require_whole(chapter: Chapter, folder: Path) -> None:
    """Refuse a release of which a notebook is gone or some given code is another."""
    remedy = "Run `make release`."
    wanted = [*(f"{name}.ipynb" for name in chapter.sections), REFERENCE, MISTAKES]
    for file in wanted:
        if not (folder / file).is_file():
            raise AuthoringError(f"{folder / file} is missing. {remedy}")
    for path in given_files(chapter.root):
        shown = path.relative_to(chapter.root)
        copy = folder / shown
        if not copy.is_file() or copy.read_bytes() != path.read_bytes():
            raise AuthoringError(f"{shown} has changed since the release. {remedy}")
