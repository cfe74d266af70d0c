"""A course of two small sections, released by nbgrader, to grade classes in."""

import json
import os
import shutil
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from nbgrader.apps import GenerateAssignmentApp

from authoring.sample_class import notebook_with
from grading.course import Chapter

PIECE = "def {0}(x):\n    ### BEGIN SOLUTION\n    return {1} * x\n    ### END SOLUTION"
CHECK = (
    'check = d2l.Check("{0}")\nx = check.normal(5)\n'
    'check.observe("y", {0}(x), points={1}, hint="Look.")'
)
RIGHT = {
    "double": "def double(x):\n    return x + x  # 2 * x",
    "triple": "triple = lambda x: 3 * x",
}
WRONG = {
    "double": "def double(x):\n    return x",
    "triple": "def triple(x):\n    return x",
}


def _marked(cell, name, **marks):
    cell.id = name
    default = {"grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {
        "grade_id": name,
        "schema_version": 3,
        **default,
        **marks,
    }
    return cell


def _section(piece, factor, points, imports):
    return [
        _marked(new_code_cell(imports), f"{piece}-imports", locked=True),
        _marked(new_code_cell(PIECE.format(piece, factor)), piece, solution=True),
        _marked(
            new_code_cell(CHECK.format(piece, points)),
            f"{piece}-check",
            grade=True,
            locked=True,
            points=points,
        ),
    ]


def make(root, config):
    """Write the course below `root` and release it as `make release` does."""
    chapter = root / "chapters" / "tiny"
    chapter.mkdir(parents=True)
    first = _section("double", 2, 2, "import scaffold as d2l")
    second = _section(
        "triple", 3, 3, "import scaffold as d2l\nfrom solutions.first import double"
    )
    why = _marked(
        new_markdown_cell("Because."), "why", grade=True, solution=True, points=5
    )
    kernel = {
        "kernelspec": {
            "name": "python3",
            "display_name": "Python 3",
            "language": "python",
        }
    }
    nbformat.write(
        new_notebook(cells=first, metadata=kernel), chapter / "01-first.ipynb"
    )
    nbformat.write(
        new_notebook(cells=[*second, why], metadata=kernel), chapter / "02-second.ipynb"
    )
    (root / "solutions").mkdir()
    (root / "solutions" / "first.py").write_text(PIECE.format("double", 2) + "\n")
    text = config.read_text().replace("gradebook.db", "gradebook.db?timeout=0.2")
    (root / "nbgrader_config.py").write_text(text)
    (root / "classroom").mkdir()
    release(root)


def release(root):
    """Let nbgrader generate the assignment from what stands in the chapter."""
    before = os.getcwd()
    os.chdir(root)
    os.environ["PATH"] = (
        f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    try:
        app = GenerateAssignmentApp()
        app.initialize(["tiny", "--force", "--log-level=CRITICAL"])
        app.start()
    finally:
        os.chdir(before)
    assignment = Chapter(root, "tiny")
    assignment.stamp.write_text(assignment.digest)


def hand_in(root, student, sources, when="2026-01-01 12:00:00 UTC", names=None):
    """Write a student's notebooks with these cells; `names` renames files."""
    folder = root / "classroom" / "submitted" / student / "tiny"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for name, section in Chapter(root, "tiny").sections.items():
        released = nbformat.read(root / "classroom/release/tiny" / f"{name}.ipynb", 4)
        notebook = notebook_with(section, released, sources)
        nbformat.write(notebook, folder / (names or {}).get(name, f"{name}.ipynb"))
    (folder / "timestamp.txt").write_text(when)
    return folder


def books(root):
    """All that the gradebook says of the class, by student."""
    found = {}
    with Gradebook(f"sqlite:///{root}/classroom/gradebook.db") as gradebook:
        for submission in gradebook.assignment_submissions("tiny"):
            row = found[submission.student.id] = {"when": str(submission.timestamp)}
            for notebook in submission.notebooks:
                row[notebook.name, "late"] = notebook.late_submission_penalty
                for grade in notebook.grades:
                    row[grade.name] = (
                        grade.auto_score,
                        grade.manual_score,
                        grade.needs_manual_grade,
                    )
                for comment in notebook.comments:
                    row[comment.name, "comment"] = (
                        comment.auto_comment,
                        comment.manual_comment,
                    )
    return found


def graded(root, student):
    """By notebook: its draw, and by check what the student is told."""
    found = {}
    for path in sorted(
        (root / "classroom/autograded" / student / "tiny").glob("*.ipynb")
    ):
        notebook = json.loads(path.read_text("utf-8"))
        nbformat.validate(nbformat.from_dict(notebook))
        told = {
            cell["id"]: ["".join(output.get("text", "")) for output in cell["outputs"]]
            for cell in notebook["cells"]
            if cell["id"].endswith("-check")
        }
        found[path.stem] = (notebook["metadata"]["course"].get("seed"), told)
    return found
