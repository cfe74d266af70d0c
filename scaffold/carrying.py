"""Carry finished work forward: the pieces of an earlier notebook, for a later one.

The kit's `solutions` modules consist of one call of `carry`, so that the line
`from solutions.linear_regression.model import LinearRegressionScratch` gives a student the class written in the
student's own `01-model.ipynb`.
"""

import ast
import json
import time
from pathlib import Path
from typing import Any

_BLANK = "NotImplementedError"


class CarryError(ImportError):
    """An earlier notebook cannot be used; the message names notebook, cell and remedy."""

    def _render_traceback_(self) -> list[str]:
        return [f"✗ {self}"]


def carry(notebook: str, namespace: dict[str, Any]) -> None:
    """Define the imports and the `#@save` cells of `notebook` in `namespace`.

    Nothing else of the notebook is run: no plots, no checks.  A helper of one's own is carried
    too if its cell is marked `#@save`.

    Args:
        notebook: file name of the notebook, next to the `solutions` folder.
        namespace: the `globals()` of the calling module.

    Raises:
        CarryError: if the notebook is missing, is no notebook, or one of its pieces is
            unfinished or fails.
    """
    path = Path(namespace["__file__"]).resolve().parent.parent.parent / notebook
    for number, (name, source) in enumerate(saved_cells(path)):
        if unfinished(source):
            raise CarryError(
                f"{notebook}: the piece `{name}` is not finished. Complete it, save the notebook, "
                "restart this kernel and run again."
            )
        try:
            exec(compile(source, f"{notebook}[{name or number}]", "exec"), namespace)
        except Exception as error:
            raise CarryError(
                f"{notebook}: the cell `{name or number}` fails with {type(error).__name__}: "
                f"{error}. Repair it, save the notebook, restart this kernel and run again."
            ) from error
    saved = time.strftime("%H:%M", time.localtime(path.stat().st_mtime))
    print(f"using your {notebook}, saved {saved}")


def saved_cells(path: Path) -> list[tuple[str, str]]:
    """Name and source of the import statements and `#@save` cells of a notebook, in order.

    Raises:
        CarryError: if there is no such file or it is not a notebook.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except FileNotFoundError:
        raise CarryError(
            f"{path.name} is not in this folder. Put it back beside this notebook."
        ) from None
    except (ValueError, KeyError, TypeError):
        raise CarryError(
            f"{path.name} is not a notebook. Take a fresh copy from the kit."
        ) from None
    kept = []
    for cell in cells:
        source = "".join(cell.get("source", ""))
        if cell.get("cell_type") != "code":
            continue
        name = cell.get("metadata", {}).get("nbgrader", {}).get("grade_id", "")
        if "#@save" in source:
            kept.append((name or _first_name(source), source))
        elif imports := _imports(source):
            kept.append(("imports", imports))
    return kept


def _imports(source: str) -> str:
    """The import statements of a cell; none where it holds magics or does not parse."""
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return ""
    wanted = [
        node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    return "\n".join(ast.unparse(node) for node in wanted)


def _first_name(source: str) -> str:
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return ""
    return next((str(node.name) for node in body if hasattr(node, "name")), "")


def unfinished(source: str) -> bool:
    """Whether a function of the cell still ends in the blank it was handed out with.

    A `raise NotImplementedError()` left behind a `return` does no harm and is not counted.
    """
    try:
        tree = ast.parse(source)
    except SyntaxError:
        return False
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            for statement in function.body:
                if isinstance(statement, ast.Raise) and _BLANK in ast.dump(statement):
                    return True
                if any(
                    isinstance(node, ast.Return | ast.Yield)
                    for node in ast.walk(statement)
                ):
                    break
    return False
