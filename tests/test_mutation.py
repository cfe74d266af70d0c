"""The checks notice when the reference is changed."""

import ast
from textwrap import dedent

import pytest

from grading.execution import PREPARATION
from grading.grader import Grader
from grading.sandbox import Engine
from tests.conftest import CHAPTERS
from tests.mutants.changing import mutants
from tests.mutants.mistakes import (
    MISTAKES,
    cast,
    default_for_argument,
    detached_argument,
    in_place,
    kept_on_the_class,
    one_less,
    only_the_first,
    read_from,
    return_for_continue,
    saved_on_the_class,
    saved_usual_number,
    usual_number,
    without_case_of_none,
)
from tests.mutants.of_answers import FOR_ANSWERS, one_operand
from tests.mutants.operators import FOR_ANY_TEXT
from tests.mutation import (
    LIMITS,
    assigned,
    equivalent,
    examined,
    fates,
)

DRAWS = 3
PIECES = [
    pytest.param(chapter, section.name, piece, id=f"{name}/{piece}")
    for name, chapter in CHAPTERS.items()
    for section, piece in examined(chapter)
]


@pytest.fixture(scope="module")
def impatient():
    """An engine that soon gives up on mutants that loop for ever."""
    with Engine(LIMITS, preparation=PREPARATION) as engine:
        yield engine


def texts(source, *operators):
    """All texts that some operators make of one."""
    return {mutant.source for mutant in mutants(source, operators)}


def test_a_function_is_changed_in_every_place():
    found = texts("def f(a, b):\n    return (a - b) / 2", *FOR_ANY_TEXT, *FOR_ANSWERS)
    assert {source.partition("return ")[2] for source in found} >= {
        "(a + b) / 2",
        "(b - a) / 2",
        "(a - b) * 2",
        "(a - b) / 3",
        "a / 2",
    }


# Each operator of students' mistakes: a text, and all that it makes of it.
# The text also has places that the operator must leave alone.
MADE = [
    (
        return_for_continue,
        """
        for a in b:
            c()
            if a:
                d()
        for a in b:
            if a:
                continue
            if a:
                c()
            else:
                d()
        if b:
            c()
        """,
        {
            "if a:\n        d()": "if not a:\n        return\n    d()",
            "continue": "return",
        },
    ),
    (
        only_the_first,
        "[a for a in self.b]\n[self.a, b]\n[c for c, d in zip(e, f())]\ng(h)\n[i]",
        {
            "in self.b": ["in self.b[:1]", "in self.b[:2]"],
            "[self.a, b]": "[self.a, b][:1]",
            "zip(e,": ["zip(e[:1],", "zip(e[:2],"],
        },
    ),
    (
        one_less,
        "range(a)\nrange(b, c, d)\ntorch.arange(e)\nf[g:h]\nlen(i)\nj(k)\nl[m:]",
        {
            "range(a)": "range(a - 1)",
            "b, c, d": "b, c - 1, d",
            "arange(e)": "arange(e - 1)",
            "g:h": "g:h - 1",
            "len(i)": "len(i) - 1",
        },
    ),
    (
        without_case_of_none,
        "a is not None and b\nc if d is None else e\nf is g\nh > 0",
        {"a is not None": "True", "d is None": "False"},
    ),
    (
        kept_on_the_class,
        "self.a = b\nc = self.d\ne.f = g",
        {
            "self.a = b": [
                "type(self).a = b",
                "if not hasattr(type(self), 'a'):\n    type(self).a = b",
            ]
        },
    ),
    (
        saved_on_the_class,
        """
        def f(self, a):
            self.save_hyperparameters()
            b()

        def g(self, a):
            b()
        """,
        {"    b()\n\n": "    b()\n    type(self).a = self.a\n    del self.a\n\n"},
    ),
    (
        read_from(["model"]),
        "self.a + b\nself.c = d.e\nself",
        {"self.a": "model.a"},
    ),
    (
        usual_number,
        "self.lr = lr\nmodel.lr\nself.sigma\nself.w",
        {"= lr": ["= 0.03", "= 0.1"], "self.sigma": "0.01"},
    ),
    (
        saved_usual_number,
        """
        def f(self, sigma, other):
            self.save_hyperparameters()

        def g(self, sigma):
            pass
        """,
        {"parameters()": "parameters()\n    self.sigma = 0.01"},
    ),
    (
        default_for_argument,
        "def f(a, b=2, c=None):\n    return (a, b, c, self.b)",
        {"b, c,": ["2, c,", "b, None,"]},
    ),
    (
        in_place,
        "a - b\nself.c * 2\n3 / d\n(e + 1).f() ** 2\n-g",
        {
            "a - b": "a.sub_(b)",
            "self.c * 2": "self.c.mul_(2)",
            "e + 1": "e.add_(1)",
        },
    ),
    (
        cast,
        "def f(a):\n    yield (a, b)\n    return c\n    d(e)\n    return",
        {
            "a, b": [
                *("a.float(), b", "a.double(), b", "a.int(), b"),
                *("a, b.float()", "a, b.double()", "a, b.int()"),
            ],
            "return c": ["return c.float()", "return c.double()", "return c.int()"],
        },
    ),
    (
        detached_argument,
        """
        def f(self, a, b=1):
            'Says something.'
            return a + b
        """,
        {
            "    return": [
                "    a = a.detach()\n    return",
                "    b = b.detach()\n    return",
            ]
        },
    ),
]


@pytest.mark.parametrize(
    ("operator", "source", "replacements"),
    [pytest.param(*row, id=row[0].__name__) for row in MADE],
)
def test_a_mistake_is_made_in_its_places_and_nowhere_else(
    operator, source, replacements
):
    source = ast.unparse(ast.parse(dedent(source)))
    wanted = set()
    for old, new in replacements.items():
        assert source.count(old) == 1
        for text in [new] if isinstance(new, str) else new:
            wanted.add(ast.unparse(ast.parse(source.replace(old, text))))
    assert texts(source, operator) == wanted


def test_each_mistake_has_its_example():
    assert set(MISTAKES) <= {operator for operator, *_ in MADE}


def test_names_that_a_check_sets_are_found():
    source = """
        a, (b, c) = 1, (2, 3)
        for d in (f.g for f in h):
            i = j
        def k():
            l = 1
    """
    assert assigned(dedent(source)) == ["a", "b", "c", "d", "i"]


def test_the_changed_text_does_not_share_the_change_with_the_next():
    first, second = mutants("a - b\nc", [one_operand])[:2]
    assert (first.source, second.source) == ("a\nc", "b\nc")


@pytest.mark.slow
@pytest.mark.parametrize(("chapter", "section", "piece"), PIECES)
def test_mutants_of_the_reference_are_caught(chapter, section, piece, impatient):
    """More draws: `python -m tests.accuracy`."""
    chapter.require_release()
    graders = [Grader(chapter, impatient, names_mistakes=False) for _ in range(DRAWS)]
    found = fates(graders, chapter.sections[section], piece)
    assert found
    assert [fate for fate in found if fate.depends_on_luck] == []
    alive = {fate.name for fate in found if fate.survives}
    assert alive == set(equivalent(chapter.name).get(piece, {}))
