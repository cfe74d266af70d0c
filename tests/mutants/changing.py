"""From a text, an operator's changes, and all texts with one of them made."""

import ast
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

DEFINITION = ast.FunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Change:
    """One node of a tree, and what could stand in its place.

    Attributes:
        what: a word for it.
        old: the node.
        new: what takes its place. It may share parts with the old one.
    """

    what: str
    old: ast.AST
    new: ast.AST


# An operator is asked about each node of a tree in turn.
Operator = Callable[[ast.AST], Iterator[Change]]


@dataclass(frozen=True)
class Mutant:
    """A text with one place changed.

    Attributes:
        name: where and how, the same from run to run.
        source: the changed text.
    """

    name: str
    source: str


def mutants(source: str, operators: Iterable[Operator]) -> list[Mutant]:
    """All texts that differ from `source` by one change of one of the operators.

    No two have the same text or the same name, and none has the original's text.
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    owners = _owners(tree)
    silent = _silent(tree)
    texts = {ast.unparse(tree)}
    names: Counter[str] = Counter()
    found = []
    for change in _changes(tree, list(operators)):
        if id(change.old) in silent:
            continue
        text = ast.unparse(replaced(tree, change.old, change.new))
        if text in texts:
            continue
        texts.add(text)
        line = lines[getattr(change.old, "lineno", 1) - 1].strip()
        name = f"{owners[id(change.old)]}: {change.what}: {line}"
        names[name] += 1
        if names[name] > 1:
            name = f"{name} #{names[name]}"
        found.append(Mutant(name, text))
    return found


def _changes(tree: ast.AST, operators: list[Operator]) -> Iterator[Change]:
    for node in ast.walk(tree):
        for operator in operators:
            yield from operator(node)


def _owners(tree: ast.AST) -> dict[int, str]:
    """For each node, by identity, the function or class that it stands in."""
    owners = {id(tree): "module"}
    for node in ast.walk(tree):  # which comes to a node before its children
        for child in ast.iter_child_nodes(node):
            owner = owners[id(node)]
            owners[id(child)] = child.name if isinstance(child, DEFINITION) else owner
    return owners


def _silent(tree: ast.AST) -> set[int]:
    """Nodes that mean nothing to a test: annotations, docstrings, `frozen=True`."""
    roots: list[ast.AST] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.arg | ast.AnnAssign) and node.annotation:
            roots.append(node.annotation)
        elif isinstance(node, ast.FunctionDef) and node.returns:
            roots.append(node.returns)
        if is_docstring(node):
            roots.append(node)
        if isinstance(node, ast.keyword) and node.arg == "frozen":
            roots.append(node)
    return {id(node) for root in roots for node in ast.walk(root)}


def is_docstring(node: ast.AST) -> bool:
    """Whether a node is a statement that only says something."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def replaced(tree: Any, old: ast.AST, new: ast.AST) -> Any:
    """A tree like this one, with another node in the place of one of its nodes.

    Args:
        tree: a tree, or what a field of a node holds.
        old: the node, known by its identity.
        new: what takes its place.
    """
    if tree is old:
        return new
    if isinstance(tree, list):
        return [replaced(part, old, new) for part in tree]
    if isinstance(tree, ast.AST):
        parts = ast.iter_fields(tree)
        return like(tree, **{name: replaced(part, old, new) for name, part in parts})
    return tree


def like(node: ast.AST, **fields: object) -> Any:
    """A node like this one, with other values in some fields."""
    twin = copy(node)
    for name, value in fields.items():
        setattr(twin, name, value)
    return twin


def reasons(path: Path) -> dict[str, dict[str, str]]:
    """What a `mutants.toml` says: why no test can notice some of a text's mutants.

    Returns:
        By text, the names of its mutants, each with the reason.
    """
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}
