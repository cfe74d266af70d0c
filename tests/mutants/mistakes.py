"""Operators that make the mistakes of real students, which the others do not make."""

import ast
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from tests.mutants.changing import Change, Operator, is_docstring, like
from tests.mutants.of_answers import (
    arguments,
    assignment,
    is_read,
    name_of,
    turned,
)

# What the text's examples use: a student writes it where the variable belongs.
USUAL_NUMBERS = {
    "lr": (0.03, 0.1),
    "sigma": (0.01,),
    "num_inputs": (2,),
    "batch_size": (32,),
    "momentum": (0.9,),
    "weight_decay": (0.0,),
    "delta": (1.0,),
    "grad_clip_val": (1,),
    "gradient_clip_val": (1,),
}
IN_PLACE = {
    ast.Add: "add_",
    ast.Sub: "sub_",
    ast.Mult: "mul_",
    ast.Div: "div_",
    ast.Pow: "pow_",
}
COMMUTATIVE = ast.Add | ast.Mult
CASTS = ("float", "double", "int")
WHERE_IT_STOPS = ("range", "arange", "randperm")
GOES_THROUGH = ("zip", "enumerate")
FIRST_OF_MANY = (1, 2)
CLASS_OF_SELF = ast.Call(name_of("type"), [name_of("self")], [])


# Loops that end too early.


def return_for_continue(node: ast.AST) -> Iterator[Change]:
    """In a loop, `if a: b` becomes `if not a: return` and `b`; `continue` as well."""
    if isinstance(node, ast.Continue):
        yield Change("returns", node, ast.Return())
    if isinstance(node, ast.For):
        *before, last = node.body
        if isinstance(last, ast.If) and not last.orelse:
            leaves = ast.If(turned(last.test), [ast.Return()], [])
            body = [*before, leaves, *last.body]
            yield Change("returns instead of going on", node, like(node, body=body))


def only_the_first(node: ast.AST) -> Iterator[Change]:
    """`for a in b` becomes `for a in b[:2]`, and `[a, b]` becomes `[a, b][:1]`."""
    if isinstance(node, ast.List):
        for count in range(1, len(node.elts)):
            yield _first(node, count)
    for many in _gone_through(node):
        for count in FIRST_OF_MANY:
            yield _first(many, count)


def _first(many: ast.expr, count: int) -> Change:
    """`many` becomes `many[:count]`."""
    few = ast.Slice(upper=ast.Constant(count))
    first = ast.Subscript(many, few, ast.Load())
    return Change(f"{ast.unparse(many)}[:{count}]", many, first)


def _gone_through(node: ast.AST) -> list[ast.expr]:
    """What a loop goes through, where it has a name."""
    if not isinstance(node, ast.For | ast.comprehension):
        return []
    lists = [node.iter]
    if isinstance(node.iter, ast.Call) and _called(node.iter) in GOES_THROUGH:
        lists = node.iter.args
    return [each for each in lists if isinstance(each, ast.Name | ast.Attribute)]


def _called(call: ast.Call) -> str:
    """The last name of what is called: `arange` of `torch.arange(5)`."""
    return ast.unparse(call.func).rpartition(".")[2]


def one_less(node: ast.AST) -> Iterator[Change]:
    """`range(n)`, `a[:n]` and `len(a)` become `range(n - 1)`, `a[:n - 1]`, `len(a) - 1`."""
    end = _end(node)
    if end is not None:
        less = ast.BinOp(end, ast.Sub(), ast.Constant(1))
        yield Change("one less", end, less)


def _end(node: ast.AST) -> ast.expr | None:
    if isinstance(node, ast.Slice):
        return node.upper
    if not isinstance(node, ast.Call):
        return None
    if _called(node) == "len":
        return node
    if _called(node) in WHERE_IT_STOPS:
        return node.args[1] if len(node.args) > 1 else node.args[0]
    return None


def without_case_of_none(node: ast.AST) -> Iterator[Change]:
    """`a is not None` becomes `True`, and `a is None` becomes `False`."""
    if not isinstance(node, ast.Compare):
        return
    right = node.comparators[0]
    if isinstance(right, ast.Constant) and right.value is None:
        never_none = isinstance(node.ops[0], ast.IsNot | ast.NotEq)
        yield Change("None forgotten", node, ast.Constant(never_none))


# Objects that share, or that are not the own ones.


def kept_on_the_class(node: ast.AST) -> Iterator[Change]:
    """`self.a = b` sets the class's `a`: the first object's for all, or the last's."""
    if not isinstance(node, ast.Assign) or not _is_of_self(node.targets[0]):
        return
    name = node.targets[0].attr
    sets = assignment(_of_class(name), node.value)
    yield Change(f"{name} of the last for all", node, sets)
    known = ast.Call(name_of("hasattr"), [CLASS_OF_SELF, ast.Constant(name)], [])
    first_sets = ast.If(turned(known), [sets], [])
    yield Change(f"{name} of the first for all", node, first_sets)


def _of_class(name: str) -> ast.Attribute:
    """The attribute that all objects of a class share."""
    return ast.Attribute(CLASS_OF_SELF, name, ast.Store())


def saved_on_the_class(node: ast.AST) -> Iterator[Change]:
    """What `self.save_hyperparameters()` keeps is moved to the class."""
    if not _saves(node):
        return
    for name in arguments(node):
        moves = assignment(_of_class(name), _of_self(name))
        body = [*node.body, moves, ast.Delete([_of_self(name)])]
        yield Change(f"{name} of the last for all", node, like(node, body=body))


def _saves(node: ast.AST) -> TypeGuard[ast.FunctionDef]:
    """Whether a node is a function that keeps all its arguments."""
    return isinstance(node, ast.FunctionDef) and any(
        ast.unparse(part) == "self.save_hyperparameters()" for part in node.body
    )


def _of_self(name: str) -> ast.Attribute:
    return ast.Attribute(name_of("self"), name, ast.Load())


def _is_of_self(node: ast.AST) -> TypeGuard[ast.Attribute]:
    return isinstance(node, ast.Attribute) and ast.unparse(node.value) == "self"


def read_from(names: Iterable[str]) -> Operator:
    """An operator that lets `self.a` be read from an object of the notebook.

    Args:
        names: the objects' names.
    """

    def read_from_the_notebook(node: ast.AST) -> Iterator[Change]:
        if _is_of_self(node) and is_read(node):
            for name in names:
                other = like(node, value=name_of(name))
                yield Change(f"{name}.{node.attr}", node, other)

    return read_from_the_notebook


# Values of one example.


def usual_number(node: ast.AST) -> Iterator[Change]:
    """`self.lr` becomes the number that the text's examples use."""
    if isinstance(node, ast.Name | ast.Attribute) and is_read(node):
        name = ast.unparse(node).removeprefix("self.")
        for number in USUAL_NUMBERS.get(name, ()):
            yield Change(f"{name} is {number}", node, ast.Constant(number))


def saved_usual_number(node: ast.AST) -> Iterator[Change]:
    """What `self.save_hyperparameters()` keeps is the number of the text's examples."""
    if not _saves(node):
        return
    for name in arguments(node):
        for number in USUAL_NUMBERS.get(name, ()):
            sets = assignment(_of_self(name), ast.Constant(number))
            what = f"self.{name} is {number}"
            yield Change(what, node, like(node, body=[*node.body, sets]))


def default_for_argument(node: ast.AST) -> Iterator[Change]:
    """An argument becomes its own default, whatever is given."""
    if not isinstance(node, ast.FunctionDef):
        return
    defaults = _defaults(node)
    for read in ast.walk(node):
        if isinstance(read, ast.Name) and is_read(read) and read.id in defaults:
            default = defaults[read.id]
            what = f"{read.id} is {ast.unparse(default)}"
            yield Change(what, read, default)


def _defaults(function: ast.FunctionDef) -> dict[str, ast.expr]:
    """By name, the defaults of a function's arguments."""
    defaults = function.args.defaults
    with_default = function.args.args[-len(defaults) :] if defaults else []
    names = [argument.arg for argument in with_default]
    return dict(zip(names, defaults, strict=True))


# Tensors that are changed, cast or cut.


def in_place(node: ast.AST) -> Iterator[Change]:
    """`a - b` becomes `a.sub_(b)`, where `a` is an object that has a name."""
    if not isinstance(node, ast.BinOp) or type(node.op) not in IN_PLACE:
        return
    pairs = [(node.left, node.right)]
    if isinstance(node.op, COMMUTATIVE):
        pairs.append((node.right, node.left))
    for changed, value in pairs:
        if isinstance(changed, ast.Name | ast.Attribute):
            name = IN_PLACE[type(node.op)]
            method = ast.Attribute(changed, name, ast.Load())
            call = ast.Call(method, [value], [])
            yield Change(f"{ast.unparse(changed)}.{name}", node, call)


def cast(node: ast.AST) -> Iterator[Change]:
    """`return a` becomes `return a.double()`."""
    for value in _results(node):
        for name in CASTS:
            yield Change(f"{name}()", value, _with_call(value, name))


def _results(node: ast.AST) -> list[ast.expr]:
    """The values that a statement gives to the caller."""
    if not isinstance(node, ast.Return | ast.Yield) or node.value is None:
        return []
    if isinstance(node.value, ast.Tuple):
        return node.value.elts
    return [node.value]


def _with_call(value: ast.expr, method: str) -> ast.Call:
    """The expression `value.method()`."""
    return ast.Call(ast.Attribute(value, method, ast.Load()), [], [])


def detached_argument(node: ast.AST) -> Iterator[Change]:
    """A function begins with `a = a.detach()`."""
    if not isinstance(node, ast.FunctionDef):
        return
    said = [part for part in node.body[:1] if is_docstring(part)]
    rest = node.body[len(said) :]
    for name in arguments(node):
        cut = assignment(name_of(name), _with_call(name_of(name), "detach"))
        yield Change(f"{name} detached", node, like(node, body=[*said, cut, *rest]))


MISTAKES: list[Operator] = [
    return_for_continue,
    only_the_first,
    one_less,
    without_case_of_none,
    kept_on_the_class,
    saved_on_the_class,
    usual_number,
    saved_usual_number,
    default_for_argument,
    in_place,
    cast,
    detached_argument,
]
