"""A course of its own to measure in, with as large a class as one wants."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat

from authoring.sample_class import notebook_with, reference_sources
from benchmarks.measuring import ROOT, Cost, environment, measure
from grading.course import Chapter
from grading.execution import is_run
from grading.intake.repair import repair
from grading.intake.submitted_folder import read_notebook
from grading.sample_answers import answers

# A course as nbgrader's own documentation sets it up, in our folders.
STOCK = """from pathlib import Path

c = get_config()
root = Path(__file__).resolve().parent
c.CourseDirectory.course_id = "plain"
c.CourseDirectory.root = str(root)
c.CourseDirectory.source_directory = "chapters"
c.CourseDirectory.db_url = f"sqlite:///{root}/classroom/gradebook.db"
for step in ("release", "submitted", "autograded", "feedback"):
    setattr(c.CourseDirectory, f"{step}_directory", f"classroom/{step}")
"""


RECORDS, NOTEBOOKS, GRADEBOOK = "graded", "autograded", "gradebook.db"
REFUSED = 2  # the exit code of a grader that found nothing to grade


class Course:
    """A released course in a folder of its own, with an empty gradebook.

    Args:
        folder: where it is made.
        chapter: the chapter's name.
        config: the text of `nbgrader_config.py`.
    """

    def __init__(self, folder: Path, chapter: str, config: str) -> None:
        self.folder, self.name = folder, chapter
        for part in (f"chapters/{chapter}", f"solutions/{chapter}"):
            shutil.copytree(ROOT / part, folder / part)
        (folder / "nbgrader_config.py").write_text(config)
        (folder / "classroom").mkdir()
        self.plain("generate_assignment", "--force")
        self.chapter = Chapter(folder, chapter)
        self.chapter.stamp.write_text(self.chapter.digest)
        self._new_gradebook = (self.classroom / GRADEBOOK).read_bytes()

    @property
    def classroom(self) -> Path:
        """The folder of what grading reads and writes."""
        return self.folder / "classroom"

    def plain(self, command: str, *options: str) -> Cost:
        """Run a command of nbgrader itself."""
        call = [sys.executable, "-m", "nbgrader", command, self.name, *options]
        return measure(call, self.folder)

    def grade(self, *options: str, among_others: bool = False) -> Cost:
        """Grade the class as the course does."""
        call = [sys.executable, "-m", "grading", "autograde", self.name, "--json"]
        return measure([*call, *options], self.folder, among_others=among_others)

    def grade_anew(self, *options: str, among_others: bool = False) -> Cost:
        """Grade as if for the first time, the gradebook apart."""
        self.forget_grades()
        return self.grade(*options, among_others=among_others)

    def forget_grades(self) -> None:
        """Remove what is known of graded submissions, the gradebook apart."""
        for name in (RECORDS, NOTEBOOKS):
            shutil.rmtree(self.classroom / name, ignore_errors=True)

    def forget_class(self) -> None:
        """Remove the class: as it was when the chapter had just been released."""
        self.forget_grades()
        shutil.rmtree(self.submitted, ignore_errors=True)
        (self.classroom / GRADEBOOK).write_bytes(self._new_gradebook)

    def score(self, folder: Path) -> Cost:
        """Grade one folder of notebooks without a gradebook."""
        return measure(self._score(folder), self.folder)

    def refuse(self, folder: Path) -> Cost:
        """Start to grade a folder that holds no notebooks."""
        return measure(self._score(folder), self.folder, exit_code=REFUSED)

    def _score(self, folder: Path) -> list[str]:
        call = [sys.executable, "-m", "grading", "score", str(folder), "--json"]
        return [*call, "--chapter", self.name]

    def hand_in(self, students: int) -> None:
        """Write the submissions of so many students, the same ones each time."""
        shutil.rmtree(self.submitted, ignore_errors=True)
        sources: dict[str, list[str]] = {}
        for answer in answers(ROOT, self.name).values():
            sources.setdefault(answer.piece, []).append(answer.source)
        for name, section in self.chapter.sections.items():
            path = self.classroom / "release" / self.name / f"{name}.ipynb"
            released = nbformat.read(path, as_version=4)
            reference = reference_sources(section)
            for student in range(students):
                chosen = _choices(student, reference, sources)
                notebook = notebook_with(section, released, chosen)
                folder = self.submitted / f"student{student:04}" / self.name
                folder.mkdir(parents=True, exist_ok=True)
                nbformat.write(notebook, folder / f"{name}.ipynb")

    @property
    def submitted(self) -> Path:
        """The folder of what students have handed in."""
        return self.classroom / "submitted"

    @property
    def records(self) -> Path:
        """The folder with a record of each submission that is graded."""
        return self.classroom / RECORDS / self.name

    @property
    def students(self) -> int:
        """How many have handed in."""
        return len(list(self.submitted.iterdir()))

    @property
    def sections(self) -> int:
        """How many notebooks a submission has."""
        return len(self.chapter.sections)

    @property
    def notebooks(self) -> int:
        """How many notebooks were handed in."""
        return self.students * self.sections

    def seconds_of_cells(self) -> float:
        """CPU seconds that the cells of all submissions take in one warm process."""
        notebooks = []
        for path in sorted(self.submitted.glob(f"*/{self.name}/*.ipynb")):
            section = self.chapter.sections[path.stem]
            repaired = repair(section, read_notebook(path)).notebook
            cells = [cell.source for cell in repaired.cells if is_run(section, cell)]
            notebooks.append(cells)
        done = subprocess.run(
            [sys.executable, "-c", _WARM],
            input=json.dumps(notebooks),
            env=environment() | {"BOARD": "off", "CHECK_SEED": "any"},
            capture_output=True,
            text=True,
            check=True,
        )
        return float(done.stdout.splitlines()[-1])


def _choices(
    student: int, reference: dict[str, str], sources: dict[str, list[str]]
) -> dict[str, str]:
    """A student's answers: another combination for each, the reference among them."""
    chosen = {}
    for place, (piece, source) in enumerate(sorted(reference.items())):
        choices = [source, *sources.get(piece, [])]
        # Steps that share no factor with most numbers of answers mix them well.
        choice = choices[(7 * student + 3 * place) % len(choices)]
        chosen[piece] = f"# student {student}\n{choice}"
    return chosen


# Runs the cells of the notebooks on its input as plainly as can be, the first few twice
# so that nothing is loaded while it is timed.
_WARM = """
import io, json, sys, time
from contextlib import redirect_stderr, redirect_stdout
import matplotlib, scaffold, sklearn.datasets, torch

matplotlib.use("agg")
torch.set_num_threads(1)

def run(cells):
    for name in [name for name in sys.modules if name.startswith("solutions")]:
        del sys.modules[name]
    space = {"__name__": "__main__"}
    for cell in cells:
        try:
            exec(compile(cell, "cell", "exec"), space)
        except BaseException:
            pass

notebooks = json.load(sys.stdin)
with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
    for cells in notebooks[:6]:
        run(cells)
    start = time.process_time()
    for cells in notebooks:
        run(cells)
print(time.process_time() - start)
"""
