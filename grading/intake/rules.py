"""The rule of the from-scratch sections, read from the submitted text.

A chapter says in its notebooks' metadata what a section's pieces do without (see
`grading.course.Rules`).  What a piece's own code computes with decides, and the code of
the student's functions that it calls: that voids the piece.  What stands beside it, a
self-test or an experiment, and a detour that is seen are shown to the instructor and
cost nothing.

It is policy, not proof: a detour that is not seen is not a hole in the sandbox.
"""

import ast
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from nbformat import NotebookNode

from grading.course import Rules, Section, grade_id
from grading.intake.name_resolution import (
    Function,
    Meaning,
    Scope,
    bind_names,
    uses,
    uses_of,
)
from grading.intake.repair import Repaired
from grading.intake.source import Source, parse
from grading.text import printable

_DETOURS = {
    "__import__",
    "import_module",
    "__dict__",
    "__builtins__",
    "get_ipython",
    "ctypes",
}
_BUILTIN_DETOURS = {"exec", "eval", "compile"}  # as names: `model.eval()` is no detour
_HARMLESS_MAGIC = "%matplotlib inline"
_MOST_NAMED = 5  # in one sentence, or about one cell
_MOST_FLAGS = 100  # about one section
_LONGEST_QUOTE = 80
_SURELY_RUN = (
    ast.Import,
    ast.ImportFrom,
    ast.FunctionDef,
    ast.AsyncFunctionDef,
    ast.ClassDef,
    ast.Assign,
    ast.AnnAssign,
)


@dataclass
class _Cell:
    """One of the student's cells that holds code."""

    number: int
    piece: str
    source: Source

    @property
    def statements(self) -> list[ast.stmt]:
        return self.source.tree.body if self.source.tree else []


@dataclass
class _Look:
    """What is known while a section's cells are looked through in their order."""

    section: Section
    result: Repaired
    scope: Scope = field(default_factory=Scope)
    waiting: list[_Cell] = field(default_factory=list)
    definitions: dict[str, list[Function]] = field(default_factory=dict)
    own: list[Function] = field(default_factory=list)

    @property
    def rules(self) -> Rules:
        return self.section.rules

    @cached_property
    def libraries(self) -> set[str]:
        """The names of the libraries that the rules speak of."""
        return {name.partition(".")[0] for name in self.rules.forbidden} - {""}


def apply(section: Section, repaired: Repaired) -> None:
    """Void pieces that compute with what their section does without; flag detours.

    Args:
        section: the instructor's notebook, whose metadata hold the rules.
        repaired: the student's; its `voided` and `flags` are added to.
    """
    rules = section.rules
    if not rules.forbidden and not rules.pieces:
        return
    given = {cell.source for cell in section.notebook.cells}
    look = _Look(section, repaired)
    for number, cell in enumerate(repaired.notebook.cells):
        if cell.metadata.get("nbgrader", {}).get("grade"):
            _judge_waiting(look)  # a name means what it means when the check runs
        elif cell.cell_type == "code":
            _read_cell(look, number, cell, own=cell.source not in given)
    _judge_waiting(look)
    excess = len(repaired.flags) - _MOST_FLAGS
    if excess > 0:
        del repaired.flags[_MOST_FLAGS:]
        repaired.flags.append(f"{section.name}: further remarks, left out: {excess}.")


def _read_cell(look: _Look, number: int, cell: NotebookNode, *, own: bool) -> None:
    """Note what a cell binds; one of the student's own waits for the next check."""
    source = parse(cell.source)
    read = _Cell(number, grade_id(cell), source)
    look.scope.cell = number
    try:
        for statement in read.statements:
            # A decorator may give anything in place of what is defined.
            decorated = bool(getattr(statement, "decorator_list", []))
            surely = isinstance(statement, _SURELY_RUN) and not decorated
            if own:
                _note_definitions(look, statement)
            bind_names([statement], look.scope, replace=surely)
    except RecursionError:
        read.source = Source(None, source.magics)
    for library in look.libraries:  # whatever else is called so
        look.scope.bind(library, {library})
    if own:
        look.waiting.append(read)


def _note_definitions(look: _Look, statement: ast.stmt) -> None:
    """Remember what one of the student's statements defines, by name."""
    own = Scope(look.scope)
    bind_names([statement], own)
    for name, meanings in own.meanings.items():
        for meaning in meanings:
            if isinstance(meaning, Function):
                meaning.scope = look.scope
                _remember(look, name, meaning)
    for name, value in _assigned(statement):
        _remember(look, name, Function(value, look.scope, look.scope.cell))


def _remember(look: _Look, name: str, function: Function) -> None:
    look.definitions.setdefault(name, []).append(function)
    look.own.append(function)


def _assigned(statement: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Names and values of an assignment to a name or to a class (`A.forward = f`)."""
    match statement:
        case ast.Assign(targets=targets, value=value):
            names = []
            for target in targets:
                name = getattr(target, "attr", getattr(target, "id", ""))
                if name:
                    names.append((str(name), value))
            return names
        case ast.Expr(
            value=ast.Call(
                func=ast.Name(id="setattr"),
                args=[_, ast.Constant(value=str(name)), value],
            )
        ):
            return [(name, value)]
    return []


def _judge_waiting(look: _Look) -> None:
    """Look over the cells that came before a check."""
    for cell in look.waiting:
        where = f"{look.section.name}: an own cell"
        if cell.piece:
            where = f"{look.section.name}: the cell {cell.piece}"
        try:
            _flag(look, cell, where)
            if cell.piece:
                _void(look, cell)
        except RecursionError:
            look.result.flags.append(f"{where} is nested too deeply to be looked over.")
    look.waiting.clear()


def _flag(look: _Look, cell: _Cell, where: str) -> None:
    """Show the instructor what a cell uses."""
    flags = look.result.flags
    used = _paths(uses(cell.statements, look.scope))
    forbidden = _among(used, look.rules.forbidden)
    if cell.piece:
        forbidden |= _among(used, look.rules.pieces.get(cell.piece, ()))
    if forbidden:
        flags.append(f"{where} uses {_list_of(forbidden)}.")
    sights = [one for one in cell.source.magics if one != _HARMLESS_MAGIC]
    if sights and cell.source.tree is None:
        sights.insert(0, "magics that hide what is run")
    sights += sorted(_among(used, look.rules.watched) - forbidden)
    if cell.source.tree:
        sights += _detours(cell.source.tree)
    for sight in sights[:_MOST_NAMED]:
        shown = printable(sight, _LONGEST_QUOTE)  # it goes to the instructor's terminal
        flags.append(f"{where} uses `{shown}`: look whether it is a detour.")


def _void(look: _Look, cell: _Cell) -> None:
    """Void a piece whose code computes with something forbidden."""
    used = _computed_with(look, cell)
    rules = look.rules
    of_piece = rules.pieces.get(cell.piece, ())
    if forbidden := _among(used, rules.forbidden):
        without = f"this section does without {_in_words(rules.forbidden)}"
    elif forbidden := _among(used, of_piece):
        without = f"this piece does without {_in_words(of_piece)}"
    else:
        return
    where = f"{look.section.name}: the cell {cell.piece}"
    flag = f"{where} uses {_list_of(forbidden)}."
    if flag not in look.result.flags:  # it may have been a helper in an own cell
        look.result.flags.append(flag)
    look.result.voided[cell.piece] = f"uses {_list_of(forbidden)}; {without}."


def _computed_with(look: _Look, cell: _Cell) -> set[str]:
    """The paths that a piece computes with, itself or by functions that it calls."""
    methods: dict[str, list[Function]] = {}
    for function in look.own:
        if getattr(function.node, "decorator_list", []):
            methods.setdefault(f".{function.name}", []).append(function)
    own = {id(function.node) for function in look.own}
    waiting = _bodies(look, cell)
    seen = {id(function.node) for function in waiting}
    paths: set[str] = set()
    while waiting:
        for meaning in uses_of(waiting.pop()):
            called = [meaning] if isinstance(meaning, Function) else []
            if isinstance(meaning, str) and meaning not in paths:
                paths.add(meaning)
                called = methods.get(meaning, [])
            for function in called:
                another_piece = function.name in look.section.pieces
                known = id(function.node) in seen or id(function.node) not in own
                if not known and not another_piece:
                    seen.add(id(function.node))
                    waiting.append(function)
    return paths


def _bodies(look: _Look, cell: _Cell) -> list[Function]:
    """The code that makes up a piece: what its cell, or one after it, defines as such.

    A cell that defines nothing of the piece's name may hold it in another form, a class
    for instance, or its definition stands in a cell before.
    """
    named = look.definitions.get(cell.piece, [])
    here = [one for one in named if one.cell == cell.number]
    if here:
        return [one for one in named if one.cell >= cell.number]
    return named + [one for one in look.own if one.cell == cell.number]


def _paths(meanings: Iterable[Meaning]) -> set[str]:
    return {meaning for meaning in meanings if isinstance(meaning, str)}


def _among(paths: set[str], names: Iterable[str]) -> set[str]:
    """The paths that lie in one of some modules, or are one of some methods."""
    found = set()
    for name in names:
        found |= {path for path in paths if _lies_in(path, name)}
    return found


def _lies_in(path: str, name: str) -> bool:
    """Whether a path is that of something, or of a part of it.

    A module may be found in another one that imports it: `torch.nn` is also
    `scaffold.module.nn` and `scaffold.module.torch.nn`.
    """
    if _begins(path, name):
        return True
    library, _, rest = name.partition(".")
    if not library or not rest:
        return False
    first, *members = path.split(".")
    while first and members:
        tail = ".".join(members)
        if _begins(tail, name) or _begins(tail, rest):
            return True
        if not members[0].islower():  # a class: its members are no modules
            return False
        members.pop(0)
    return False


def _begins(path: str, name: str) -> bool:
    return path == name or path.startswith(f"{name}.")


def _detours(tree: ast.Module) -> list[str]:
    """Words that fetch something without naming it."""
    found = set()
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) if name in _DETOURS | _BUILTIN_DETOURS:
                found.add(name)
            case ast.Attribute(attr=name) if name in _DETOURS:
                found.add(name)
            case ast.Call(func=ast.Name(id="vars"), args=[ast.Name(id="self")]):
                pass
            case ast.Call(func=ast.Name(id="vars"), args=[_, *_]):
                found.add("vars(…)")
            case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(), *_]):
                pass
            case ast.Call(func=ast.Name(id="getattr")):
                found.add("getattr(…)")
    return sorted(found)


def _list_of(paths: set[str]) -> str:
    """The first few paths, in words."""
    names = [path[:_LONGEST_QUOTE] for path in sorted(paths)]
    more = ", …" if len(names) > _MOST_NAMED else ""
    return ", ".join(names[:_MOST_NAMED]) + more


def _in_words(names: tuple[str, ...]) -> str:
    """`a, b and c`; what a library keeps to itself is not named."""
    *first, last = [name for name in names if "._" not in name] or names
    return f"{', '.join(first)} and {last}" if first else last
