"""Keep the notebooks' code the code of `solutions`.

A definition marked `#@save` lives in `solutions/<section>.py`; the notebook's cell of that
name is a copy, written here and compared in the tests.
"""

import ast
import os
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from authoring import ROOT, AuthoringError

SAVE = "#@save"
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


def notebooks(root: Path = ROOT) -> list[Path]:
    """All notebooks of the book."""
    return sorted((root / "chapters").rglob("*.ipynb"))


def definitions(module: Path) -> dict[str, str]:
    """Text of each top-level definition marked `#@save`, from its first line to its last.

    Trailing comments inside a definition, such as the end of a solution region, belong to it.
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
        if SAVE in source.partition("\n")[0]:
            found[node.name] = source
    return found


def _first_line(node: ast.stmt) -> int:
    decorators = getattr(node, "decorator_list", [])
    return (
        min(node.lineno, *(one.lineno for one in decorators))
        if decorators
        else node.lineno
    )


def synchronise(notebook: NotebookNode, path: Path, root: Path = ROOT) -> None:
    """Write the solutions' definitions into a notebook and complete its metadata.

    Raises:
        AuthoringError: if a cell is marked `#@save` and `solutions` has no such definition,
            or a definition has no cell.
    """
    module = root / "solutions" / path.parent.name / f"{path.stem.partition('-')[2]}.py"
    known = definitions(module) if module.is_file() else {}
    missing = set(known)
    for cell in notebook.cells:
        if cell.cell_type == "code" and SAVE in cell.source.partition("\n")[0]:
            name = _defined(cell, path)
            if name not in known:
                raise AuthoringError(
                    f"{path.name}: the cell `{name}` is marked {SAVE}, but solutions/{module.name} "
                    f"has no definition of that name. Write it there, or take the mark away."
                )
            cell.source = known[name]
            missing.discard(name)
        mark = cell.metadata.get("nbgrader")
        if mark:
            cell.metadata["nbgrader"] = dict(sorted((_MARK | mark).items()))
            cell.id = mark["grade_id"]
    if missing:
        raise AuthoringError(
            f"{path.name}: solutions/{module.name} marks {', '.join(sorted(missing))} with {SAVE}, "
            "but the notebook has no such cell. Add a cell that begins the same definition."
        )
    course = notebook.metadata.get("course")
    notebook.metadata = nbformat.from_dict(
        _METADATA | ({"course": course} if course else {})
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5


def _defined(cell: NotebookNode, path: Path) -> str:
    try:
        return next(
            node.name
            for node in ast.parse(cell.source).body
            if isinstance(node, ast.FunctionDef | ast.ClassDef)
        )
    except (SyntaxError, StopIteration):
        raise AuthoringError(
            f"{path.name}: a cell marked {SAVE} defines nothing:\n{cell.source}"
        ) from None


def execute(notebook: NotebookNode, path: Path, root: Path = ROOT) -> None:
    """Run a notebook in an ordinary kernel and keep its outputs, live plots as one last figure."""
    environment = os.environ | {"BOARD": "final", "PYTHONPATH": str(root)}
    client = NotebookClient(
        notebook,
        timeout=120,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],
        resources={"metadata": {"path": str(path.parent)}},
    )
    with client.setup_kernel(env=environment):
        for index, cell in enumerate(notebook.cells):
            client.execute_cell(cell, index, execution_count=None)
    for number, cell in enumerate(c for c in notebook.cells if c.cell_type == "code"):
        cell.metadata.pop("execution", None)
        assert cell.execution_count == number + 1 or not cell.source.strip()


def write(check: bool = False, root: Path = ROOT) -> list[str]:
    """Bring all notebooks up to date and re-execute them.

    Args:
        check: change nothing, execute nothing; only tell which notebooks would change.
        root: the project's folder.

    Returns:
        The names of the notebooks that differ from `solutions`.
    """
    differing = []
    for path in notebooks(root):
        text = path.read_text("utf-8")
        notebook = nbformat.reads(text, as_version=4)
        synchronise(notebook, path, root)
        if not check:
            print(f"running {path.relative_to(root)}", flush=True)
            execute(notebook, path, root)
        new = nbformat.writes(notebook) + "\n"
        if new != text:
            differing.append(path.name)
            if not check:
                path.write_text(new, "utf-8")
    return differing
