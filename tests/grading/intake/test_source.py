"""What stands in a cell: its syntax tree, the names it defines, its magics."""

import ast
import warnings

import pytest

from grading.intake.source import code_length, defined_names, parse, tree_of


def code_of(source):
    """The Python that is left of a cell."""
    tree = parse(source).tree
    return None if tree is None else ast.unparse(tree)


@pytest.mark.parametrize(
    ("source", "python", "magics"),
    [
        ("x = 1", "x = 1", []),
        ("%matplotlib inline\nx = 1", "pass\nx = 1", ["%matplotlib inline"]),
        ("if x:\n \t !ls  \n", "if x:\n    pass", ["!ls"]),
        ("?print", "pass", ["?print"]),
        ("print?", "pass", ["print?"]),
        ("print?  \t", "pass", ["print?"]),
        ("x = !ls -l\ny = 1", "x = None\ny = 1", ["!ls -l"]),
        ("x = y = %who", "x = y = None", ["%who"]),
        ("x = !ls --a=b", "x = None", ["!ls --a=b"]),
        ("%time x = 1", "x = 1", ["%time x = 1"]),
        (
            "def f():\n    %time   return 1",
            "def f():\n    return 1",
            ["%time   return 1"],
        ),
        ("%timeit f()", "pass", ["%timeit f()"]),
        ("%%capture\nx = 1", "pass\nx = 1", ["%%capture"]),
        ("%pwd\n%pwd", "pass\npass", ["%pwd", "%pwd"]),
    ],
)
def test_magics_are_taken_out(source, python, magics):
    assert code_of(source) == python
    assert parse(source).magics == magics


@pytest.mark.parametrize(
    "source",
    [
        "'''\n%matplotlib\n!ls\nwhat?\n'''",
        "x = (a\n% b)",
        "x = 1  # really?",
        "x != y",
    ],
)
def test_what_python_understands_holds_no_magics(source):
    assert parse(source).magics == []
    assert code_of(source) == ast.unparse(ast.parse(source))


@pytest.mark.parametrize("source", ["def f(:", "%%bash\nls -l wc", "a\0b", "# why?\n)"])
def test_what_is_not_python_has_no_tree(source):
    assert tree_of(source) is None


def test_a_question_in_a_comment_is_no_magic():
    assert parse("x = 1 +  # why?").magics == []


@pytest.mark.parametrize("source", ["(" * 5000 + ")" * 5000, "-" * 50_000 + "1"])
def test_what_is_nested_too_deeply_has_no_tree(source):
    assert tree_of(source) is None


def test_a_students_odd_escape_is_not_our_warning():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert tree_of(r"x = '\d'") is not None


def test_definitions_at_the_top_are_named():
    tree = tree_of(
        "def f():\n    def inner(): ...\nasync def g(): ...\nclass C: ...\nx = 1"
    )
    assert defined_names(tree) == {"f", "g", "C"}
    assert defined_names(None) == set()


def test_comments_are_no_code():
    assert code_length("# a\n  \t# b") == 0
    assert code_length("ab # c\n# d\nef") == len("ab # c") + len("ef")
