"""The rule of the from-scratch sections, read from the submitted source.

It is policy, not proof: a plain use of a forbidden library voids the piece, a detour that is
seen is shown to the instructor, and one that is not seen is not a hole in the sandbox.
"""

import ast
from collections.abc import Iterable

from nbformat import NotebookNode

from grading.course import Section, grade_id
from grading.intake.repair import MAGIC, Submission, defined, tree_of

FORBIDDEN = ("torch.nn", "torch.optim")
_DETOURS = {
    "__import__",
    "import_module",
    "__dict__",
    "__builtins__",
    "get_ipython",
    "ctypes",
}
_BUILTINS = {"exec", "eval", "compile"}  # as names; `model.eval()` is something else
_HARMLESS, _SHOWN = "%matplotlib inline", 5
_WATCHED = (
    "torch.ops",
    "torch._C",
    "torch._refs",
    "torch._foreach",
    "torch.func",
    "sklearn",
)


def apply(section: Section, submission: Submission) -> None:
    """Note forbidden libraries and detours in the student's cells of a section.

    A section is bound by the rule if its notebook's metadata say
    `{"course": {"from_scratch": true}}`.
    """
    if not section.notebook.metadata.get("course", {}).get("from_scratch"):
        return
    given = {cell.source for cell in section.notebook.cells}
    names = {"torch": "torch"}
    waiting: list[tuple[NotebookNode, ast.Module | None]] = []
    for cell in [*submission.notebook.cells, None]:
        if cell is None or cell.metadata.get("nbgrader", {}).get("grade"):
            for (
                one
            ) in waiting:  # what a name means counts when the check runs, not earlier
                _look(section, *one, names, submission)
            waiting = []
        elif cell.cell_type == "code" and cell.source not in given:
            waiting.append((cell, tree := tree_of(cell.source)))
            if tree:
                names |= _imported(tree)
                for name in defined(tree) - {"torch"}:
                    names.pop(name, None)


def _look(
    section: Section,
    cell: NotebookNode,
    tree: ast.Module | None,
    names: dict[str, str],
    submission: Submission,
) -> None:
    piece = grade_id(cell)
    where = (
        f"{section.name}: the cell {piece}" if piece else f"{section.name}: an own cell"
    )
    sights = [found[2].strip() for found in MAGIC.finditer(cell.source)]
    sights = [sight for sight in sights if sight[0] in "%!" and sight != _HARMLESS]
    if tree:
        used = set(_used(tree, names))
        banned = sorted(
            path for path in used for ban in FORBIDDEN if _within(path, ban)
        )
        if banned:
            submission.flags.append(f"{where} uses {_some(banned)}.")
            if piece:
                submission.forbidden[piece] = (
                    f"uses {_some(banned)}; this section does without {' and '.join(FORBIDDEN)}."
                )
        sights += sorted(
            path for path in used for one in _WATCHED if _within(path, one)
        )
        sights += _detours(tree)
    elif sights:
        sights.insert(0, "magics that hide what is run")
    for sight in sights[:_SHOWN]:
        submission.flags.append(
            f"{where} uses `{sight[:80]}`: look whether it is a detour."
        )


def _some(paths: list[str]) -> str:
    """The first few of them, in words."""
    return ", ".join(path[:80] for path in paths[:_SHOWN]) + (
        ", …" if paths[_SHOWN:] else ""
    )


def _within(path: str, package: str) -> bool:
    return path == package or path.startswith(package + ".")


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
    nodes = list(ast.walk(tree))
    inner = {id(node.value) for node in nodes if isinstance(node, ast.Attribute)}
    for node in nodes:
        if (
            isinstance(node, ast.Attribute | ast.Name | ast.Call)
            and id(node) not in inner
        ):
            path = _dotted(node, names)
            if "." in path:
                yield path


def _dotted(node: ast.expr, names: dict[str, str]) -> str:
    members: list[str] = []
    while isinstance(node, ast.Attribute):
        members.append(node.attr)
        node = node.value
    start = ""
    if isinstance(node, ast.Name):
        start = names.get(node.id, "")
    elif isinstance(node, ast.Call):
        start = _getattr(node, names)
    return ".".join([start, *reversed(members)]) if start else ""


def _getattr(node: ast.Call, names: dict[str, str]) -> str:
    """The path behind `getattr(torch, "nn")` with a literal name."""
    match node:
        case ast.Call(
            func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), *_]
        ):
            before = _dotted(owner, names)
            return f"{before}.{name}" if before else ""
    return ""


def _detours(tree: ast.Module) -> list[str]:
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _DETOURS | _BUILTINS:
                found.add(name)
            case ast.Attribute(attr=name) if name in _DETOURS:
                found.add(name)
            case ast.Call(func=ast.Name(id="vars"), args=[_, *_]):
                found.add("vars(…)")
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                pass
            case ast.Call(func=ast.Name(id="getattr")):
                found.add("getattr(…)")
    return sorted(found)
