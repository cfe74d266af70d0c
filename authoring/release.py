"""Make the students' release: nbgrader's notebooks and what they need around them."""

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import nbformat

from authoring import ROOT, AuthoringError
from authoring.verify import verify
from grading.course import Chapter, grade_id
from grading.verdict.reference import reference_observations

_MARKERS = ("BEGIN SOLUTION", "END SOLUTION", "HIDDEN TESTS", "MARK SCHEME", "{cite")
_CITE = re.compile(r"\s*\{cite(?::\w+)?\}`[^`]*`")
_SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)\n\s*### END SOLUTION", re.S)
_PACKAGES = ("click", "jupyterlab", "matplotlib", "nbclient", "numpy", "scikit-learn", "torch")

_README = """\
# {title}: your kit

1. `python -m pip install -r requirements.txt`, then `python -m jupyter lab` in this folder.
2. Start with `00-start.ipynb`; it shows how a piece is written, checked and handed in.
3. Replace each `# YOUR CODE HERE` and `raise NotImplementedError()` by your code.
4. Run the check below a piece; it says what holds and what differs.
5. `python -m kit check` tells the state of all pieces.
6. Sections build on your own earlier notebooks: save them, restart the later kernel.
7. `python -m kit pack` makes the file to hand in.
8. Leave `kit`, `scaffold`, `solutions` and `reference.json` as they are; nobody grades them.
"""

_CARRY = '''"""Your own pieces of {notebook}, for the sections after it."""
from scaffold import carry; carry("{notebook}", globals())
'''


def release(name: str, root: Path = ROOT) -> Path:
    """Generate the release of an assignment and complete it into a kit.

    Returns:
        The release's folder below `classroom/release`.

    Raises:
        AuthoringError: if nbgrader does not produce every notebook, if something of a solution,
            a hidden region or a marker is left in one, or if a check does not stand its proof.
    """
    (root / "classroom").mkdir(exist_ok=True)
    assignment = Chapter(root, name)
    assignment.stamp.unlink(missing_ok=True)
    folder = root / "classroom" / "release" / name
    shutil.rmtree(folder, ignore_errors=True)
    _generate(name, root)
    for section in assignment.sections.values():
        path = folder / f"{section.name}.ipynb"
        if not path.is_file():
            raise AuthoringError(
                f"nbgrader made no {path.name}; its messages stand above."
            )
        _strip_roles(path)
    _surround(assignment, folder)
    _inspect(assignment, folder)
    verify(assignment)
    assignment.stamp.write_text(assignment.digest + "\n", "utf-8")
    return folder


def _generate(name: str, root: Path) -> None:
    """Run nbgrader's own generator; what it made is inspected, its exit code is not trusted."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"  # alembic lies there
    command = [sys.executable, "-m", "nbgrader", "generate_assignment", name, "--force"]
    subprocess.run(
        [*command, "--log-level=WARN"],
        cwd=root,
        env=os.environ | {"PATH": path},
        check=False,
    )


def _strip_roles(path: Path) -> None:
    """Take away citation roles, which only the book can resolve."""
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and not grade_id(cell):
            cell.source = _CITE.sub("", cell.source)
    nbformat.write(notebook, path)


def _surround(assignment: Chapter, folder: Path) -> None:
    """Put beside the notebooks what they import, and what their checks compare with."""
    scaffold = folder / "scaffold"
    scaffold.mkdir()
    for path in sorted((assignment.root / "scaffold").glob("*.py")):
        shutil.copy(path, scaffold)
    shutil.copytree(
        assignment.root / "kit",
        folder / "kit",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    solutions = folder / "solutions" / assignment.name
    solutions.mkdir(parents=True)
    (solutions.parent / "__init__.py").write_text("", "utf-8")
    (solutions / "__init__.py").write_text(
        '"""Your own work, carried forward."""\n', "utf-8"
    )
    reference = {}
    for section in assignment.sections.values():
        module = section.name.partition("-")[2]
        text = _CARRY.format(notebook=f"{section.name}.ipynb")
        (solutions / f"{module}.py").write_text(text, "utf-8")
        for cell, seen in reference_observations(section, section.notebook).items():
            reference[cell.removesuffix("-check")] = seen
    (folder / "reference.json").write_text(json.dumps(reference), "utf-8")
    (folder / "requirements.txt").write_text(_requirements(assignment.root), "utf-8")
    title = assignment.name.replace("_", " ").capitalize()
    (folder / "README.md").write_text(_README.format(title=title), "utf-8")


def _requirements(root: Path) -> str:
    """What the kit installs, at the versions the course is tested with."""
    pinned = {}
    for line in (root / "constraints.txt").read_text("utf-8").splitlines():
        package, _, version = line.partition("==")
        pinned[package.strip().lower()] = version.strip()
    return "".join(f"{package}=={pinned[package]}\n" for package in _PACKAGES)


def _inspect(assignment: Chapter, folder: Path) -> None:
    """Refuse a release in which something of the instructor's is left."""
    for section in assignment.sections.values():
        released = nbformat.read(folder / f"{section.name}.ipynb", as_version=4)
        text = {cell.id: cell.source for cell in released.cells}
        for cell_id, source in text.items():
            for marker in _MARKERS:
                if marker in source:
                    raise AuthoringError(
                        f"{section.name}.ipynb: `{marker}` is left in the released cell {cell_id}. "
                        "Look at its region's begin and end in the source."
                    )
        for cell in section.notebook.cells:
            for line in _solution_lines(cell.source):
                where = next(
                    (i for i, source in text.items() if line in _lines(source)), None
                )
                if where:
                    raise AuthoringError(
                        f"{section.name}.ipynb: the solution line `{line}` of {grade_id(cell)} "
                        f"stands in the released cell {where}. Write that cell differently."
                    )


def _solution_lines(source: str) -> set[str]:
    """The telling lines of a cell's solution regions: short or bare ones could be anyone's."""
    regions = "\n".join(_SOLUTION.findall(source))
    return {line for line in _lines(regions) if len(line) > 24}


def _lines(source: str) -> set[str]:
    return {line.strip() for line in source.splitlines()}


def kit(name: str, root: Path = ROOT) -> Path:
    """Zip the release, so that unpacking it gives one folder."""
    folder = root / "classroom" / "release" / name
    target = root / "classroom" / f"{name}-kit.zip"
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                archive.write(path, Path(name) / path.relative_to(folder))
    return target
