"""The rule of the from-scratch sections, read from the submitted source.

It is policy, not proof: a plain use of a forbidden library voids the piece, a detour that is
seen is shown to the instructor, and one that is not seen is not a hole in the sandbox.
"""

import ast
from collections.abc import Iterable

from nbformat import NotebookNode

from grading.assignment import Section, grade_id
from grading.repair import Submission, defined, tree_of

FORBIDDEN = ("torch.nn", "torch.optim")
_DETOURS = {"__import__", "import_module", "exec", "eval", "compile", "__dict__", "__builtins__"}
_WATCHED = ("torch.ops", "torch._C", "torch._refs", "torch._foreach", "torch.func", "sklearn")


def apply(section: Section, submission: Submission) -> None:
    """Note forbidden libraries and detours in the student's cells of a section.

    A section is bound by the rule if its notebook's metadata say
    ``{"course": {"from_scratch": true}}``.
    """
    if not section.notebook.metadata.get("course", {}).get("from_scratch"):
        return
    given = {cell.source for cell in section.notebook.cells}
    cells = [
        cell
        for cell in submission.notebook.cells
        if cell.cell_type == "code" and cell.source not in given
    ]
    trees = [(cell, tree) for cell in cells if (tree := tree_of(cell.source))]
    names = {"torch": "torch"}
    for cell, tree in trees:  # the last binding of a name counts, as when everything is run
        names |= _imported(tree)
        for name in defined(cell.source):
            names.pop(name, None)
    for cell, tree in trees:
        _look(section, cell, list(_used(tree, names)), _detours(tree), submission)


def _look(
    section: Section,
    cell: NotebookNode,
    used: list[str],
    detours: list[str],
    submission: Submission,
) -> None:
    piece = grade_id(cell)
    where = f"{section.name}: the cell {piece}" if piece else f"{section.name}: an own cell"
    banned = _longest(path for path in used for ban in FORBIDDEN if _within(path, ban))
    if banned:
        submission.flags.append(f"{where} uses {', '.join(banned)}.")
        if piece:
            submission.forbidden[piece] = (
                f"uses {', '.join(banned)}; this section does without {' and '.join(FORBIDDEN)}."
            )
    watched = _longest(path for path in used for one in _WATCHED if _within(path, one))
    for sight in [*watched, *detours]:
        submission.flags.append(f"{where} uses `{sight}`: look whether it is a detour.")


def _within(path: str, package: str) -> bool:
    return path == package or path.startswith(package + ".")


def _longest(paths: Iterable[str]) -> list[str]:
    """The paths that are not the beginning of another."""
    found = set(paths)
    return sorted(p for p in found if not any(_within(q, p) for q in found - {p}))


def _imported(tree: ast.Module) -> dict[str, str]:
    """Local names of imported modules and members, with their full paths."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.partition(".")[0]
                names[alias.asname or top] = alias.name if alias.asname else top
        elif isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                names[alias.asname or alias.name] = f"{node.module}.{alias.name}"
    return names


def _used(tree: ast.Module, names: dict[str, str]) -> Iterable[str]:
    """Full dotted paths of the library members that are used, imports excepted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            if path := _dotted(node, names):
                yield path
        elif isinstance(node, ast.Name) and "." in names.get(node.id, ""):
            yield names[node.id]


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    if isinstance(node, ast.Name):
        return names.get(node.id, "")
    if isinstance(node, ast.Attribute) and (before := _dotted(node.value, names)):
        return f"{before}.{node.attr}"
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "getattr":
        return _getattr(node, names)
    return ""


def _getattr(node: ast.Call, names: dict[str, str]) -> str:
    """The path behind ``getattr(torch, "nn")`` with a literal name."""
    match node.args:
        case [owner, ast.Constant(value=str(name)), *_]:
            before = _dotted(owner, names)
            return f"{before}.{name}" if before else ""
    return ""


def _detours(tree: ast.Module) -> list[str]:
    found = set()
    for node in ast.walk(tree):
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        if name in _DETOURS:
            found.add(str(name))
        match node:
            case ast.Call(func=ast.Name(id="vars"), args=[_, *_]):
                found.add("vars(…)")
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                pass
            case ast.Call(func=ast.Name(id="getattr")):
                found.add("getattr(…)")
    return sorted(found)
