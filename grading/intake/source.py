"""What stands in a cell: its syntax tree, the names it defines, its magics.

A student's text may be anything, and is looked at line by line: the time grows with the
text's length and not faster, whatever the text.
"""

import ast
import warnings
from dataclasses import dataclass

_SPACES = " \t"
_MAGIC_SIGNS = ("%", "!", "?")
_TIMING = "%time "  # what follows is Python, and is run as it stands
_NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True)
class Source:
    """A cell's text, read as Python.

    Attributes:
        tree: its syntax tree, magics removed; None where it is not Python.
        magics: its magics, shell commands and questions for help, in order.
    """

    tree: ast.Module | None
    magics: list[str]


def parse(source: str) -> Source:
    """Read a cell's text, which may hold what only IPython understands."""
    tree = _python(source)
    if tree is not None:
        return Source(tree, [])
    magics = []
    lines = []
    for line in source.split("\n"):
        python, magic = _split_magic(line)
        lines.append(python)
        if magic:
            magics.append(magic)
    return Source(_python("\n".join(lines)) if magics else None, magics)


def tree_of(source: str) -> ast.Module | None:
    """The syntax tree of a cell, magics removed; None where it is not Python."""
    return parse(source).tree


def defined_names(tree: ast.Module | None) -> set[str]:
    """The names that a cell's top-level `def` and `class` statements define."""
    if tree is None:
        return set()
    return {node.name for node in tree.body if isinstance(node, Definition)}


def code_length(source: str) -> int:
    """How many characters of a cell are code: lines that are only a comment are not."""
    length = 0
    for line in source.split("\n"):
        if not line.lstrip(_SPACES).startswith("#"):
            length += len(line)
    return length


def _python(source: str) -> ast.Module | None:
    """The syntax tree of Python text; None where it is none, or too deeply nested."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of the text: an odd escape, for instance
            return ast.parse(source)
    except _NOT_PYTHON:
        return None


def _split_magic(line: str) -> tuple[str, str]:
    """The Python that a line leaves, and what it asks of IPython (or nothing)."""
    text = line.strip(_SPACES)
    indent = line[: len(line) - len(line.lstrip(_SPACES))]
    if text.startswith(_TIMING):
        return indent + text.removeprefix(_TIMING).lstrip(_SPACES), text
    if text.startswith(_MAGIC_SIGNS):
        return indent + "pass", text
    if text.endswith("?") and "#" not in text:
        return indent + "pass", text
    before, command = _assigned_command(line)
    return (f"{before}= None", command) if command else (line, "")


def _assigned_command(line: str) -> tuple[str, str]:
    """What stands before the `=` of `x = !ls`, and the command (or nothing)."""
    parts = line.split("=")
    for place in range(1, len(parts)):
        if parts[place].lstrip(_SPACES).startswith(("%", "!")):
            command = "=".join(parts[place:]).strip(_SPACES)
            return "=".join(parts[:place]), command
    return line, ""
