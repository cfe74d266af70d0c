"""What the names in a piece of Python stand for, as far as its text tells.

A name may stand for something of a library, written as a path (`torch.nn.Linear`), or
for a function of the student's own.  Nothing is imported and nothing is run.  Functions
see the names of what surrounds them as Python's do; where a name may stand for several
things, it stands for all of them.
"""

import ast
import builtins
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

_FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_DEFINITION = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_NESTED = (*_FUNCTION, ast.ClassDef, *_COMPREHENSION)
_MEMBER = (ast.Attribute, ast.Subscript)
_TYPE_TESTS = ("isinstance", "issubclass")
_IMPORTERS = ("importlib.import_module", "importlib.__import__")
_DICTIONARY = "__dict__"
_MODULES = "sys.modules"
_LONGEST_PATH = 200  # characters; no library nests as deeply
_MOST_MEANINGS = 20  # of one name, and modules imported by a star
_DEEPEST = 40  # expressions within expressions, while looking for a path


@dataclass(eq=False)
class Function:
    """A function or class of the student's own.

    Attributes:
        node: its definition.
        scope: where it is defined.
        cell: the number of the cell that defines it.
        defaults: what its arguments stood for by default when it was defined.
    """

    node: ast.AST
    scope: "Scope"
    cell: int
    defaults: "dict[str, set[Meaning]]" = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Its name; a lambda has none."""
        return str(getattr(self.node, "name", ""))


Meaning = str | Function


class Scope:
    """The names of a notebook, a function or a class.

    Args:
        outer: what surrounds it; nothing surrounds a notebook.
        of_class: whether it is a class's, whose names its methods do not see.

    Attributes:
        cell: the number of the cell whose code is looked at.
    """

    def __init__(self, outer: "Scope | None" = None, of_class: bool = False) -> None:
        self.outer = outer
        self.of_class = of_class
        self.cell: int = outer.cell if outer else 0
        self.meanings: dict[str, set[Meaning]] = {}
        self.stars: set[str] = set()

    def bind(
        self, name: str, meanings: Iterable[Meaning], *, replace: bool = False
    ) -> None:
        """Let a name stand for something, or (`replace`) for nothing else any more."""
        known = set() if replace else set(self.meanings.get(name, ()))
        self.meanings[name] = known  # the set before may be somebody's default value
        for meaning in meanings:
            if len(known) < _MOST_MEANINGS:
                known.add(meaning)

    def look_up(self, name: str) -> set[Meaning]:
        """What a name may stand for: in this scope, else in what surrounds it."""
        stars: set[str] = set()
        scope: Scope | None = self
        while scope is not None:
            if name in scope.meanings:
                return scope.meanings[name]
            stars |= scope.stars
            scope = scope.outer
        if hasattr(builtins, name):
            return {name} if name == "__import__" else set()
        return {f"{module}.{name}" for module in stars}


def resolve(node: ast.AST, scope: Scope, depth: int = 0) -> set[Meaning]:
    """What an expression may stand for."""
    members: list[str] = []
    while isinstance(node, _MEMBER):
        member = _member(node)
        if member is None:
            return set()
        members.append(member)
        node = node.value
    meanings = _start(node, scope, depth)
    for member in reversed(members):
        meanings = _members_of(meanings, member)
    return meanings


def _member(node: ast.Attribute | ast.Subscript) -> str | None:
    """The name that is asked for by a dot or by brackets."""
    if isinstance(node, ast.Attribute):
        return node.attr
    if isinstance(node.slice, ast.Constant) and isinstance(node.slice.value, str):
        return node.slice.value
    return None


def _members_of(meanings: set[Meaning], member: str) -> set[Meaning]:
    """What a member of something may stand for."""
    paths: set[Meaning] = set()
    for path in meanings:
        if isinstance(path, Function):
            paths.add(path)  # what is in a class comes from the class
        elif len(path) + len(member) > _LONGEST_PATH:
            continue
        elif path == _MODULES:
            paths.add(member)  # sys.modules["torch.nn"]
        elif member == _DICTIONARY:
            paths.add(path)  # torch.__dict__["nn"]
        else:
            paths.add(f"{path}.{member}")
    return paths


def _start(node: ast.AST, scope: Scope, depth: int) -> set[Meaning]:
    """What the expression before the first dot may stand for."""
    if depth > _DEEPEST:
        return set()
    parts: list[ast.expr] = []
    match node:
        case ast.Name(id=name):
            return scope.look_up(name)
        case ast.Lambda():
            return {_function(node, scope)}
        case ast.Call():
            return _called(node, scope, depth + 1)
        case ast.NamedExpr(value=value):
            parts = [value]
        case ast.IfExp(body=body, orelse=orelse):
            parts = [body, orelse]
        case ast.BoolOp(values=values):
            parts = values
    meanings: set[Meaning] = set()
    for part in parts:
        if len(meanings) < _MOST_MEANINGS:
            meanings |= resolve(part, scope, depth + 1)
    return meanings


def _called(node: ast.Call, scope: Scope, depth: int) -> set[Meaning]:
    """What a call gives that does nothing but fetch something by its name."""
    match node:
        case ast.Call(
            func=ast.Name(id="getattr"), args=[owner, ast.Constant(value=str(name)), *_]
        ):
            return _walked(resolve(owner, scope, depth), name)
        case ast.Call(func=ast.Name(id="vars"), args=[owner]):
            return resolve(owner, scope, depth)
        case ast.Call(func=ast.Call(func=getter, args=[ast.Constant(value=str(name))])):
            if "operator.attrgetter" in resolve(getter, scope, depth) and node.args:
                return _walked(resolve(node.args[0], scope, depth), name)
        case ast.Call(func=importer, args=[ast.Constant(value=str(name)), *_]):
            return _imported(resolve(importer, scope, depth), name)
    return set()


def _walked(meanings: set[Meaning], path: str) -> set[Meaning]:
    """What stands at the end of a path that begins at something."""
    for member in path[:_LONGEST_PATH].split("."):
        meanings = _members_of(meanings, member)
    return meanings


def _imported(importers: set[Meaning], module: str) -> set[Meaning]:
    """What a function that imports gives for a module's name."""
    if importers & set(_IMPORTERS):
        return {module}
    if "__import__" in importers:
        return {module, module.partition(".")[0]}
    return set()


def bind_names(
    nodes: Iterable[ast.AST], scope: Scope, *, replace: bool = False
) -> None:
    """Note what the names mean that some code of a scope binds.

    Args:
        nodes: the code; functions within have names of their own.
        scope: whose names they are.
        replace: whether the code surely runs, so that older meanings are gone.
    """
    for node in _walk(nodes):
        if isinstance(node, ast.Import | ast.ImportFrom):
            _bind_imports(node, scope, replace)
        elif isinstance(node, _DEFINITION):
            scope.bind(node.name, {_function(node, scope)}, replace=replace)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                _bind_target(target, node.value, scope, replace)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value:
            surely = replace and isinstance(node, ast.AnnAssign)
            _bind_target(node.target, node.value, scope, surely)
        elif name := _name_bound_otherwise(node):
            scope.bind(name, ())


def _name_bound_otherwise(node: ast.AST) -> str | None:
    """The name that a loop, a `with` or an `except` binds."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()):
            return name
        case ast.ExceptHandler(name=name):
            return name
    return None


def _bind_imports(
    node: ast.Import | ast.ImportFrom, scope: Scope, replace: bool
) -> None:
    for alias in node.names:
        if isinstance(node, ast.Import):
            _bind_import(alias, scope, replace)
        else:
            _bind_import_from(node.module or "", alias, scope, replace)


def _bind_import(alias: ast.alias, scope: Scope, replace: bool) -> None:
    top = alias.name.partition(".")[0]
    path = alias.name if alias.asname else top
    scope.bind(alias.asname or top, {path}, replace=replace)


def _bind_import_from(
    module: str, alias: ast.alias, scope: Scope, replace: bool
) -> None:
    if alias.name == "*":
        if len(scope.stars) < _MOST_MEANINGS:
            scope.stars.add(module)
    else:
        path = f"{module}.{alias.name}"
        scope.bind(alias.asname or alias.name, {path}, replace=replace)


def _bind_target(
    target: ast.expr, value: ast.expr, scope: Scope, replace: bool
) -> None:
    """Bind what an assignment assigns to; `a, b = x, y` one by one."""
    if isinstance(target, ast.Name):
        scope.bind(target.id, resolve(value, scope), replace=replace)
        return
    several = (ast.Tuple, ast.List)
    if isinstance(target, several) and isinstance(value, several):
        for one, its_value in zip(target.elts, value.elts, strict=False):
            _bind_target(one, its_value, scope, replace)


def uses(nodes: Iterable[ast.AST], scope: Scope) -> Iterator[Meaning]:
    """What some code computes with: paths in libraries, and functions of its own.

    Imports, annotations and questions for a type (`isinstance`) compute nothing.  Each
    method is also given as a path that begins with a dot (`.backward`).
    """
    inner: set[int] = set()
    for node in _walk(nodes):
        if isinstance(node, _NESTED):
            yield from uses(*_inside(node, scope))
        if isinstance(node, _MEMBER):
            inner.add(id(node.value))
        if id(node) not in inner and isinstance(node, (*_MEMBER, ast.Name, ast.Call)):
            yield from resolve(node, scope)
        yield from _method(node)


def uses_of(function: Function) -> Iterator[Meaning]:
    """What a function or class computes with, its decorators and defaults included."""
    if not isinstance(function.node, _NESTED):
        yield from uses([function.node], function.scope)
        return
    yield from uses(_parts(function.node), function.scope)
    yield from uses(*_inside(function.node, function.scope, function.defaults))


def _method(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Attribute(attr=name):
            yield f".{name}"
        case ast.Call(
            func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str(name)), *_]
        ):
            yield f".{name}"


def _inside(
    node: ast.AST, outer: Scope, defaults: dict[str, set[Meaning]] | None = None
) -> tuple[list[ast.AST], Scope]:
    """The code of a function, class or comprehension, and a scope with its names."""
    if isinstance(node, ast.ClassDef):
        scope = Scope(outer, of_class=True)
        bind_names(node.body, scope)
        return list(node.body), scope
    if isinstance(node, _FUNCTION) and defaults is None:
        defaults = _function(node, outer).defaults
    visible: Scope | None = outer
    while visible is not None and visible.of_class:
        visible = visible.outer
    scope = Scope(visible)
    if not isinstance(node, _FUNCTION):
        parts = list(ast.iter_child_nodes(node))
        bind_names(parts, scope)
        return parts, scope
    for argument in _arguments(node.args):
        scope.bind(argument, (defaults or {}).get(argument, ()))
    body: list[ast.AST] = (
        [node.body] if isinstance(node, ast.Lambda) else list(node.body)
    )
    bind_names(body, scope)
    for name in _names_from_outside(body):
        scope.meanings.pop(name, None)
    return body, scope


def _function(node: ast.AST, scope: Scope) -> Function:
    """A definition, with what its arguments stand for where nothing is passed."""
    defaults: dict[str, set[Meaning]] = {}
    if isinstance(node, _FUNCTION):
        given = node.args
        named = [*given.posonlyargs, *given.args]
        late = named[len(named) - len(given.defaults) :]
        for argument, value in zip(late, given.defaults, strict=True):
            defaults[argument.arg] = resolve(value, scope)
        for argument, maybe in zip(given.kwonlyargs, given.kw_defaults, strict=True):
            if maybe is not None:
                defaults[argument.arg] = resolve(maybe, scope)
    return Function(node, scope, scope.cell, defaults)


def _arguments(given: ast.arguments) -> list[str]:
    """The names of a function's arguments."""
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs]
    extra = [one for one in (given.vararg, given.kwarg) if one is not None]
    return [argument.arg for argument in [*arguments, *extra]]


def _names_from_outside(body: list[ast.AST]) -> set[str]:
    """Names that a function declares to be those of what surrounds it."""
    names: set[str] = set()
    for node in _walk(body):
        if isinstance(node, ast.Global | ast.Nonlocal):
            names.update(node.names)
    return names


def _walk(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Nodes in the order of the text; without what is inside functions and classes."""
    waiting = list(nodes)[::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(list(_parts(node))))


def _parts(node: ast.AST) -> Iterable[ast.AST]:
    """The parts of a node that belong to its scope and compute something."""
    match node:
        case ast.ClassDef():
            return [*node.decorator_list, *node.bases, *node.keywords]
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            return [*node.decorator_list, *_defaults(node.args)]
        case ast.Lambda():
            return _defaults(node.args)
        case ast.ListComp() | ast.SetComp() | ast.DictComp() | ast.GeneratorExp():
            return []
        case ast.AnnAssign():
            return [node.target, *([node.value] if node.value else [])]
        case ast.Call(func=ast.Name(id=name), args=[first, *_]) if name in _TYPE_TESTS:
            return [first]
        case ast.Compare():
            return [one for one in (node.left, *node.comparators) if _computes(one)]
        case ast.match_case():
            return [*([node.guard] if node.guard else []), *node.body]
    return ast.iter_child_nodes(node)


def _computes(operand: ast.expr) -> bool:
    """Whether an operand is more than a name: `type(m) is nn.Linear` only asks."""
    start: ast.AST = operand
    while isinstance(start, ast.Attribute):
        start = start.value
    return not (isinstance(operand, ast.Attribute) and isinstance(start, ast.Name))


def _defaults(arguments: ast.arguments) -> list[ast.AST]:
    given = [default for default in arguments.kw_defaults if default is not None]
    return [*arguments.defaults, *given]
