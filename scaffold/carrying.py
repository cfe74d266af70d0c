"""Carry finished work forward: the pieces of an earlier notebook, for a later one.

The kit's `solutions` modules consist of one call of `carry`.  So an import from
`solutions`, in a later notebook, gives students the class that they wrote themselves
in the earlier one.
"""

import ast
import json
import linecache
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SAVE = re.compile(r"#[ \t]*@save\b")  # black and ruff write `# @save`
_MAGIC_LINE = re.compile(r"^([ \t]*)(?:[%!?].*|[^#\n]*\?[ \t]*)$", re.MULTILINE)
_BLANK = "NotImplementedError"
_CHECK = "-check"
_NEXT = "Save the notebook, restart this kernel and run again."


class CarryError(ImportError):
    """An earlier notebook cannot be used; the message names cell and remedy."""

    def _render_traceback_(self) -> list[str]:
        """Tell IPython to show one line in place of a traceback."""
        return [f"✗ {self}"]


@dataclass(frozen=True)
class CodeCell:
    """A code cell of a notebook.

    Attributes:
        name: its nbgrader id; empty where it has none.
        source: its text.
    """

    name: str
    source: str

    @property
    def saved(self) -> bool:
        """Whether it is marked `#@save`."""
        return SAVE.search(self.source) is not None


def carry(notebook: str, namespace: dict[str, Any]) -> None:
    """Define the imports and the `#@save` cells of `notebook` in `namespace`.

    Nothing else of the notebook is run: no plots, no checks.  A helper of one's own is
    carried too if its cell is marked `#@save`.

    Args:
        notebook: file name of the notebook, in the folder above `solutions`.
        namespace: the `globals()` of the calling module.

    Raises:
        CarryError: if the notebook is missing or is no notebook, or if one of its
            pieces is missing, has lost its mark, is unfinished or fails.
    """
    path = Path(namespace["__file__"]).resolve().parent.parent.parent / notebook
    cells = code_cells(path)
    _require_pieces(notebook, cells)
    for cell in _carried(cells):
        if unfinished(cell.source):
            raise CarryError(
                f"{notebook}: the piece `{cell.name}` is not finished. Complete it, "
                "save the notebook, restart this kernel and run again."
            )
        try:
            source = without_magics(cell.source)
            file = f"{notebook}[{cell.name}]"
            _remember_lines(file, source)
            exec(compile(source, file, "exec"), namespace)
        except Exception as error:
            raise CarryError(
                f"{notebook}: the cell `{cell.name}` fails with "
                f"{type(error).__name__}: {error}. Repair it, save the notebook, "
                "restart this kernel and run again."
            ) from error
    saved = time.localtime(path.stat().st_mtime)
    print(f"using your {notebook}, saved {time.strftime('%Y-%m-%d %H:%M', saved)}")


def _remember_lines(file: str, source: str) -> None:
    """Let errors name the lines of a cell that is run as if it were a file."""
    lines = source.splitlines(keepends=True)
    linecache.cache[file] = len(source), None, lines, file


def code_cells(path: Path) -> list[CodeCell]:
    """The code cells of a notebook, in order.

    Raises:
        CarryError: if there is no such file or it is not a notebook.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return [_code_cell(cell) for cell in cells if cell["cell_type"] == "code"]
    except FileNotFoundError:
        raise CarryError(
            f"{path.name} is not in this folder. Put it back beside this notebook."
        ) from None
    except (ValueError, LookupError, TypeError, AttributeError):
        raise CarryError(
            f"{path.name} is not a notebook. Take a fresh copy from the kit."
        ) from None


def _code_cell(cell: dict[str, Any]) -> CodeCell:
    mark = cell["metadata"].get("nbgrader", {})
    return CodeCell(mark.get("grade_id", ""), "".join(cell["source"]))


def _carried(cells: list[CodeCell]) -> list[CodeCell]:
    """What of a notebook is run: marked cells, and the imports of the others."""
    carried = []
    for number, cell in enumerate(cells):
        if cell.saved:
            name = cell.name or _first_definition(cell.source) or str(number)
            carried.append(CodeCell(name, cell.source))
        else:
            carried.append(CodeCell("imports", _imports(cell.source)))
    return carried


def _require_pieces(notebook: str, cells: list[CodeCell]) -> None:
    """See that everything that has a check below it can be carried."""
    carried: set[str] = set()
    unmarked: set[str] = set()
    for cell in cells:
        names = {cell.name, *_definitions(cell.source)}
        if cell.saved:
            carried |= names
        else:
            unmarked |= names
    for cell in cells:
        piece = cell.name.removesuffix(_CHECK)
        if piece == cell.name or piece in carried:
            continue
        if piece in unmarked:
            raise CarryError(
                f"{notebook}: the piece `{piece}` has lost its mark. Write `#@save` at "
                f"the end of its cell's first line. {_NEXT}"
            )
        raise CarryError(
            f"{notebook}: the cell of the piece `{piece}` is missing. Take the "
            f"cell from a fresh copy of the notebook. {_NEXT}"
        )


def without_magics(source: str) -> str:
    """A cell's text with lines such as `%time` or `!ls` blanked out.

    Only where it is not Python as it stands: a line of an expression may well begin
    with `%`.
    """
    if _parsed(source) is not None:
        return source
    return _MAGIC_LINE.sub(r"\1pass", source)


def _parsed(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError):
        return None


def _statements(source: str) -> list[ast.stmt]:
    """The statements of a cell, magics aside; none where it is not Python."""
    tree = _parsed(without_magics(source))
    return [] if tree is None else tree.body


def _imports(source: str) -> str:
    """The import statements of a cell."""
    kinds = ast.Import | ast.ImportFrom
    wanted = [node for node in _statements(source) if isinstance(node, kinds)]
    return "\n".join(ast.unparse(node) for node in wanted)


def _definitions(source: str) -> list[str]:
    """The names of a cell's functions and classes."""
    kinds = ast.FunctionDef | ast.ClassDef
    return [node.name for node in _statements(source) if isinstance(node, kinds)]


def _first_definition(source: str) -> str:
    return next(iter(_definitions(source)), "")


def unfinished(source: str) -> bool:
    """Whether a function of the cell still ends in the blank it was handed out with.

    A `raise NotImplementedError()` left behind a `return` does no harm and is not
    counted.
    """
    for statement in _statements(source):
        for node in ast.walk(statement):
            if isinstance(node, ast.FunctionDef) and _ends_in_blank(node):
                return True
    return False


def _ends_in_blank(function: ast.FunctionDef) -> bool:
    for statement in function.body:
        if isinstance(statement, ast.Raise) and _BLANK in ast.dump(statement):
            return True
        if any(_gives_back(node) for node in ast.walk(statement)):
            return False
    return False


def _gives_back(node: ast.AST) -> bool:
    return isinstance(node, ast.Return | ast.Yield)
