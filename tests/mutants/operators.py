"""Operators for any Python: turned comparisons, moved numbers, missing statements."""

import ast
from collections.abc import Iterator
from typing import Any, TypeGuard

from tests.mutants.changing import Change, Operator, like

OTHER_COMPARISONS: dict[type[ast.cmpop], list[type[ast.cmpop]]] = {
    ast.Lt: [ast.LtE, ast.GtE],
    ast.LtE: [ast.Lt, ast.Gt],
    ast.Gt: [ast.GtE, ast.LtE],
    ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq],
    ast.NotEq: [ast.Eq],
    ast.Is: [ast.IsNot],
    ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn],
    ast.NotIn: [ast.In],
}
OTHER_SIGN = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.MatMult: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
REMOVABLE = (
    ast.Assign,
    ast.AugAssign,
    ast.Expr,
    ast.Raise,
    ast.Continue,
    ast.Break,
    ast.Delete,
)


def another_comparison(node: ast.AST) -> Iterator[Change]:
    """`a < b` becomes `a <= b` or `a >= b`."""
    if isinstance(node, ast.Compare):
        first, *rest = node.ops
        for other in OTHER_COMPARISONS[type(first)]:
            yield Change(other.__name__, node, like(node, ops=[other(), *rest]))


def another_sign(node: ast.AST) -> Iterator[Change]:
    """`a + b` becomes `a - b`, and `a and b` becomes `a or b`."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        other = OTHER_SIGN.get(type(node.op))
        if other is not None:
            yield Change(other.__name__, node, like(node, op=other()))


def without_sign(node: ast.AST) -> Iterator[Change]:
    """`-a` and `not a` become `a`."""
    if isinstance(node, ast.UnaryOp):
        yield Change("sign dropped", node, node.operand)


def decided_condition(node: ast.AST) -> Iterator[Change]:
    """`if a` becomes `if True` or `if False`; no loop is made endless."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield Change("never", node, like(node, test=ast.Constant(False)))
    if isinstance(node, ast.If | ast.IfExp):
        yield Change("always", node, like(node, test=ast.Constant(True)))


def without_filter(node: ast.AST) -> Iterator[Change]:
    """`for a in b if c` becomes `for a in b`."""
    if isinstance(node, ast.comprehension):
        for condition in node.ifs:
            others = [other for other in node.ifs if other is not condition]
            yield Change("without its if", node, like(node, ifs=others))


def another_truth(node: ast.AST) -> Iterator[Change]:
    """`True` becomes `False`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield Change(f"not {node.value}", node, ast.Constant(not node.value))


def number_beside(node: ast.AST) -> Iterator[Change]:
    """`2` becomes `3` or `1`."""
    if is_number(node):
        value: Any = node.value
        for other in (value + 1, value - 1):
            yield Change(f"{value} is {other}", node, ast.Constant(other))


def is_number(node: ast.AST) -> TypeGuard[ast.Constant]:
    """Whether a node is a number that is written out."""
    if not isinstance(node, ast.Constant) or isinstance(node.value, bool):
        return False
    return isinstance(node.value, int | float)


def without_statement(node: ast.AST) -> Iterator[Change]:
    """A statement that holds no other becomes `pass`."""
    if isinstance(node, REMOVABLE):
        yield Change("removed", node, ast.Pass())


def without_result(node: ast.AST) -> Iterator[Change]:
    """`return a` becomes `return`."""
    if isinstance(node, ast.Return) and not _is_nothing(node.value):
        yield Change("returns None", node, ast.Return())


def _is_nothing(value: ast.expr | None) -> bool:
    return value is None or (isinstance(value, ast.Constant) and value.value is None)


FOR_ANY_TEXT: list[Operator] = [
    another_comparison,
    another_sign,
    without_sign,
    decided_condition,
    without_filter,
    another_truth,
    number_beside,
    without_statement,
    without_result,
]
