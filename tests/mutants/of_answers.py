"""Operators for what short pieces of PyTorch are made of.

The first operators of a kind have no more to know than the node; some look at a whole
function, for its arguments.
"""

import ast
from collections.abc import Iterator
from typing import Any

from tests.mutants.changing import Change, Operator, is_docstring, like
from tests.mutants.operators import is_number

OTHER_NAME = {
    "mean": "sum",
    "sum": "mean",
    "std": "var",
    "zeros": "ones",
    "zeros_like": "ones_like",
    "ones": "zeros",
    "randperm": "arange",
    "arange": "randperm",
    "abs": "square",
    "sqrt": "abs",
    "matmul": "mul",
    "normal": "rand",
    "square": "abs",
    "norm": "sum",
    "min": "max",
    "max": "min",
    "train": "eval",
    "eval": "train",
    "training_step": "validation_step",
    "validation_step": "training_step",
    "train_dataloader": "val_dataloader",
    "val_dataloader": "train_dataloader",
    "step": "zero_grad",
    "zero_grad": "step",
    "train_batch_idx": "val_batch_idx",
    "val_batch_idx": "train_batch_idx",
    "where": "add",
    "no_grad": "enable_grad",
    "clone": "detach",
    "grad": "data",
}
NOT_COMMUTATIVE = ast.Sub | ast.Div | ast.MatMult | ast.Pow
BLOCKS = ast.For | ast.If | ast.With
WITH_A_BODY = ast.FunctionDef | BLOCKS


def one_operand(node: ast.AST) -> Iterator[Change]:
    """`a - b` becomes `a`, `b` or `b - a`."""
    if isinstance(node, ast.BinOp):
        yield Change("left only", node, node.left)
        yield Change("right only", node, node.right)
        if isinstance(node.op, NOT_COMMUTATIVE):
            other = ast.BinOp(node.right, node.op, node.left)
            yield Change("swapped", node, other)


def another_assignment(node: ast.AST) -> Iterator[Change]:
    """`a += b` becomes `a = a + b` or `a = b`."""
    if isinstance(node, ast.AugAssign):
        target = node.target
        result = ast.BinOp(target, node.op, node.value)
        yield Change("rebinds", node, assignment(target, result))
        yield Change("assigns", node, assignment(target, node.value))


def assignment(target: ast.expr, value: ast.expr) -> ast.Assign:
    """The statement `target = value`."""
    return ast.Assign([target], value, lineno=0)


def moved_number(node: ast.AST) -> Iterator[Change]:
    """`3` becomes `0` or `6`."""
    if is_number(node):
        value: Any = node.value
        for other in (0, 2 * value):
            if other != value:
                yield Change(f"{value} is {other}", node, ast.Constant(other))


def turned_condition(node: ast.AST) -> Iterator[Change]:
    """`if a` becomes `if not a`."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield Change("condition turned", node, like(node, test=turned(node.test)))


def turned(test: ast.expr) -> ast.expr:
    """The opposite of a condition."""
    return ast.UnaryOp(ast.Not(), test)


def another_name(node: ast.AST) -> Iterator[Change]:
    """`a.mean` becomes `a.sum`."""
    if isinstance(node, ast.Attribute) and node.attr in OTHER_NAME:
        other = OTHER_NAME[node.attr]
        yield Change(other, node, like(node, attr=other))


def another_call(node: ast.AST) -> Iterator[Change]:
    """`a.f(b, c, k=d)` loses an option, its first two arguments change places."""
    if not isinstance(node, ast.Call):
        return
    for keyword in node.keywords:
        others = [other for other in node.keywords if other is not keyword]
        yield Change(f"without {keyword.arg}", node, like(node, keywords=others))
    if len(node.args) > 1:
        first, second, *rest = node.args
        exchanged = like(node, args=[second, first, *rest])
        yield Change("first two swapped", node, exchanged)
    if isinstance(node.func, ast.Attribute) and not node.args:
        yield Change(f"without .{node.func.attr}()", node, node.func.value)


def open_slice(node: ast.AST) -> Iterator[Change]:
    """`a[b:c]` becomes `a[:c]` or `a[b:]`."""
    if isinstance(node, ast.Slice):
        yield Change("no start", node, like(node, lower=None))
        yield Change("no end", node, like(node, upper=None))


def another_argument(node: ast.AST) -> Iterator[Change]:
    """One argument of a function is read in the place of another."""
    if not isinstance(node, ast.FunctionDef):
        return
    names = arguments(node)
    for read in ast.walk(node):
        if isinstance(read, ast.Name) and read.id in names:
            for other in names:
                if is_read(read) and other != read.id:
                    yield Change(f"{other} for {read.id}", read, name_of(other))


def arguments(function: ast.FunctionDef) -> list[str]:
    """Names of a function's arguments, apart from `self`."""
    names = [argument.arg for argument in function.args.args]
    return [name for name in names if name != "self"]


def is_read(node: ast.Name | ast.Attribute) -> bool:
    """Whether a name or attribute is read, and not set."""
    return isinstance(node.ctx, ast.Load)


def name_of(text: str) -> ast.Name:
    """A name that is read."""
    return ast.Name(text, ast.Load())


def without_block(node: ast.AST) -> Iterator[Change]:
    """A loop, a condition, a `with` or a `return` goes, with all it holds."""
    if isinstance(node, BLOCKS | ast.Return):
        yield Change("removed", node, ast.Pass())


def without_with(node: ast.AST) -> Iterator[Change]:
    """What stands under a `with` stands there without it."""
    if isinstance(node, ast.With):
        alone = ast.If(ast.Constant(True), node.body, [])
        yield Change("without its with", node, alone)


def another_order(node: ast.AST) -> Iterator[Change]:
    """Each statement of a block comes after the next one."""
    if not isinstance(node, WITH_A_BODY):
        return
    for field in ("body", "orelse"):
        block = getattr(node, field, [])
        for place in range(len(block) - 1):
            if not is_docstring(block[place]):
                first = ast.unparse(block[place]).splitlines()[0]
                other = like(node, **{field: _exchanged(block, place)})
                yield Change(f"`{first}` after the next", node, other)


def _exchanged(block: list[ast.stmt], place: int) -> list[ast.stmt]:
    first, second = block[place], block[place + 1]
    return [*block[:place], second, first, *block[place + 2 :]]


FOR_ANSWERS: list[Operator] = [
    one_operand,
    another_assignment,
    moved_number,
    turned_condition,
    another_name,
    another_call,
    open_slice,
    another_argument,
    without_block,
    without_with,
    another_order,
]
