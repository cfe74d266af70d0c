"""Keep the notebooks' code that of `solutions`, and their outputs those of their code.

A definition marked `#@save` lives in `solutions/<chapter>/<section>.py`; the cell of
that name in the section's notebook is a copy, written here. Notebooks beside the
chapters, such as `chapters/comparison.ipynb`, have no solutions; they are only
executed.
"""

import ast
import hashlib
import json
import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from authoring import ROOT, AuthoringError

SAVE = "#@save"
CELL_SECONDS = 120
_EXECUTED = "executed"
_MARK = {
    "grade": False,
    "locked": False,
    "schema_version": 3,
    "solution": False,
    "task": False,
}
_METADATA = {
    "kernelspec": {
        "display_name": "Python 3 (ipykernel)",
        "language": "python",
        "name": "python3",
    },
    "language_info": {"name": "python"},
}


def notebooks(chapter: str | None = None, root: Path = ROOT) -> list[Path]:
    """The notebooks of a chapter, or all notebooks of the book.

    Raises:
        AuthoringError: if there are none.
    """
    pattern = f"{chapter}/*.ipynb" if chapter else "**/*.ipynb"
    found = sorted((root / "chapters").glob(pattern))
    if not found:
        raise AuthoringError(f"chapters/{chapter or ''} has no notebooks.")
    return found


def definitions(module: Path) -> dict[str, str]:
    """Text of each top-level definition marked `#@save`, decorators included.

    Trailing comments inside a definition, such as the end of a solution region, belong
    to it.
    """
    text = module.read_text("utf-8")
    lines = text.splitlines()
    found = {}
    body = ast.parse(text).body
    for node, following in zip(body, [*body[1:], None], strict=True):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        start = _first_line(node)
        end = _first_line(following) - 1 if following else len(lines)
        source = "\n".join(lines[start - 1 : end]).rstrip()
        if _is_saved(source):
            found[node.name] = source
    return found


def _first_line(node: ast.stmt) -> int:
    """Where a statement begins, its decorators included."""
    decorators: list[ast.expr] = getattr(node, "decorator_list", [])
    return min([node.lineno, *(decorator.lineno for decorator in decorators)])


def _is_saved(source: str) -> bool:
    return SAVE in source.partition("\n")[0]


def synchronise(notebook: NotebookNode, path: Path, root: Path = ROOT) -> None:
    """Write the solutions' definitions into a notebook and complete its metadata.

    Args:
        notebook: what is changed.
        path: where it lies, which tells its chapter and section.
        root: the project's folder.

    Raises:
        AuthoringError: if a cell is marked `#@save` and `solutions` has no such
            definition, or a definition has no cell.
    """
    if path.parent != root / "chapters":
        _copy_definitions(notebook, path, root)
    _complete_marks(notebook)
    _complete_metadata(notebook)


def _copy_definitions(notebook: NotebookNode, path: Path, root: Path) -> None:
    section = path.stem.partition("-")[2]
    module = root / "solutions" / path.parent.name / f"{section}.py"
    shown = module.relative_to(root)
    known = definitions(module) if module.is_file() else {}
    missing = set(known)
    for cell in notebook.cells:
        if cell.cell_type != "code" or not _is_saved(cell.source):
            continue
        name = _defined(cell, path)
        if name not in known:
            raise AuthoringError(
                f"{path.name}: the cell `{name}` is marked {SAVE}, but {shown} has no "
                "definition of that name. Write it there, or take the mark away."
            )
        cell.source = known[name]
        missing.discard(name)
    if missing:
        raise AuthoringError(
            f"{path.name}: {shown} marks {', '.join(sorted(missing))} with {SAVE}, but "
            "the notebook has no such cell. Add a cell that begins the same definition."
        )


def _defined(cell: NotebookNode, path: Path) -> str:
    """The name that a marked cell defines."""
    try:
        body = ast.parse(cell.source).body
    except SyntaxError:
        body = []
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            return node.name
    raise AuthoringError(
        f"{path.name}: a cell marked {SAVE} defines nothing:\n{cell.source}"
    )


def _complete_marks(notebook: NotebookNode) -> None:
    """Give each nbgrader mark all its fields, and its cell the same id."""
    for cell in notebook.cells:
        mark = cell.metadata.get("nbgrader")
        if mark:
            cell.metadata["nbgrader"] = dict(sorted((_MARK | mark).items()))
            cell.id = mark["grade_id"]


def _complete_metadata(notebook: NotebookNode) -> None:
    """Leave what every notebook has, and what the course itself notes."""
    course = notebook.metadata.get("course")
    complete = _METADATA | ({"course": course} if course else {})
    notebook.metadata = nbformat.from_dict(complete)
    notebook.nbformat, notebook.nbformat_minor = 4, 5


def execute(notebook: NotebookNode, path: Path, root: Path = ROOT) -> None:
    """Run a notebook in an ordinary kernel and keep its outputs.

    Live plots are kept as one last figure. A hash of the code goes into the metadata,
    so that outputs of other code are recognised later.

    Raises:
        AuthoringError: if a cell fails.
    """
    environment = os.environ | {"BOARD": "final", "PYTHONPATH": str(root)}
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    try:
        client.execute(env=environment)
    except CellExecutionError as error:
        raise AuthoringError(f"{path.name} does not run through. {error}") from None
    _complete_metadata(notebook)  # the kernel has told its own version
    stamp(notebook)


def stamp(notebook: NotebookNode) -> None:
    """Note in a notebook that its outputs are those of its present code."""
    course = dict(notebook.metadata.get("course", {}))
    course[_EXECUTED] = hash_of_code(notebook)
    notebook.metadata["course"] = course


def remove_stamp(notebook: NotebookNode) -> None:
    """Take that note away, as in what students get."""
    course = notebook.metadata.get("course", {})
    course.pop(_EXECUTED, None)
    if not course:
        notebook.metadata.pop("course", None)


def hash_of_code(notebook: NotebookNode) -> str:
    """SHA-256 of the sources of all code cells."""
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    return hashlib.sha256(json.dumps(sources).encode()).hexdigest()


def outputs_are_current(notebook: NotebookNode) -> bool:
    """Whether a notebook's stored outputs are those of its present code."""
    course = notebook.metadata.get("course", {})
    if course.get(_EXECUTED) != hash_of_code(notebook):
        return False
    return all(
        cell.execution_count is not None
        for cell in notebook.cells
        if cell.cell_type == "code" and cell.source.strip()
    )


def require_current(paths: list[Path], root: Path = ROOT) -> None:
    """Refuse notebooks that `make notebooks` would change.

    Raises:
        AuthoringError: naming each notebook whose code is not that of `solutions`, or
            whose outputs are not those of its code.
    """
    complaints = [complaint_about(path, root) for path in paths]
    if any(complaints):
        said = " ".join(filter(None, complaints))
        raise AuthoringError(f"{said} Run `make notebooks`.")


def complaint_about(path: Path, root: Path = ROOT) -> str:
    """Why `make notebooks` would change a notebook; empty if it would not."""
    text = path.read_text("utf-8")
    notebook = nbformat.reads(text, as_version=4)
    synchronise(notebook, path, root)
    shown = path.relative_to(root)
    if nbformat.writes(notebook) + "\n" != text:
        return f"{shown} is not as `solutions` has it."
    if not outputs_are_current(notebook):
        return f"{shown} has outputs that are not of its present cells."
    return ""


def write(paths: list[Path], root: Path = ROOT) -> None:
    """Bring notebooks up to date and execute them again."""
    for path in paths:
        print(f"running {path.relative_to(root)}", flush=True)
        notebook = nbformat.read(path, as_version=4)
        synchronise(notebook, path, root)
        execute(notebook, path, root)
        path.write_text(nbformat.writes(notebook) + "\n", "utf-8")
