"""The from-scratch rule, read from source: fair in both directions."""

from pathlib import Path

import pytest
from nbformat.v4 import new_code_cell

from grading.course import Chapter, Section, grade_id
from grading.intake import rules
from grading.intake.reading import bare_notebook
from grading.intake.repair import Repaired, repair
from grading.sample_answers import answers
from tests.grading.intake.cells import marked

ROOT = Path(__file__).resolve().parents[3]
GIVEN = "import torch\nimport scaffold as d2l\nfrom torch import nn as given"
COURSE = {
    "forbidden": ["torch.nn", "torch.optim", "torch._C._nn"],
    "watched": ["torch.ops", "torch._C", "torch.func", "sklearn"],
    "pieces": {"g": ["torch.autograd", ".backward"]},
}


def look(source, own="", later="", piece="f", course=COURSE):
    """What is noted of a piece, with a cell of the student's own before and after it."""
    skeleton = [
        new_code_cell(GIVEN),
        marked("f", "", solution=True),
        marked("g", "", solution=True),
        marked("check", "", grade=True),
    ]
    section = Section("01-thing", bare_notebook(skeleton, {"course": course}), {})
    cells = [
        new_code_cell(GIVEN),
        new_code_cell(own),
        marked(piece, source, solution=True),
        new_code_cell(later),
        marked("check", "", grade=True),
    ]
    result = Repaired(bare_notebook(cells))
    rules.apply(section, result)
    return result


VOIDED = {
    "a full path": "def f(x):\n    return torch.nn.functional.huber_loss(x, x)",
    "an alias": "import torch.nn.functional as F\ndef f(x):\n    return F.mse_loss(x, x)",
    "an import within": "def f(x):\n    from torch.optim import SGD\n    return SGD(x, 1)",
    "another name": "import torch as t\ndef f(p):\n    return t.optim.SGD([p])",
    "getattr": "def f(x):\n    return getattr(torch, 'nn').Linear(1, 1)(x)",
    "getattr of a path": "def f(x):\n    return getattr(torch.nn, 'Linear')(1, 1)(x)",
    "a given name": "def f(x):\n    return given.Linear(1, 1)(x)",
    "a harmless magic": "%matplotlib inline\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)",
    "a magic's import": "%time import torch.nn.functional as F\ndef f(x):\n    return F.a(x)",
    "a cell's magic": "%%capture\nimport torch.nn.functional as F\ndef f(x):\n    return F.a(x)",
    "a shell's output": "x = !ls\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)",
    "assigned": "n = getattr(torch, 'nn')\ndef f(x):\n    return n.Linear(1, 1)(x)",
    "assigned within": "def f(x):\n    t = torch\n    n = t.nn\n    return n.Linear(1, 1)(x)",
    "assigned in pairs": "def f(x):\n    t, s = torch.nn, 1\n    return t.Linear(s, s)(x)",
    "assigned in two names": "def f(x):\n    a = b = torch.nn\n    return a.Linear(1, 1)(x)",
    "annotated": "def f(x):\n    t: object = torch.nn\n    return t.Linear(1, 1)(x)",
    "a walrus": "def f(x):\n    return (t := torch).nn.Linear(1, 1)(x)",
    "a walrus's name": "def f(x):\n    (t := torch)\n    return t.nn.Linear(1, 1)(x)",
    "a choice": "def f(x):\n    return (torch if x else None).nn.Linear(1, 1)(x)",
    "the other choice": "def f(x):\n    return (None if x else torch).nn.Linear(1, 1)(x)",
    "or": "def f(x):\n    return (None or torch).nn.Linear(1, 1)(x)",
    "a decoy": "def torch():\n    return 0\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)",
    "a definition before": "def F(): ...\nimport torch.nn as F\ndef f(x):\n    return F.a(x)",
    "a decorated decoy": "import torch.nn as F\n@keep\ndef F(): ...\ndef f(x):\n    return F.a(x)",
    "a decoy that may not run": "import torch.nn as F\nif 0:\n    F = 1\ndef f(x):\n    return F.a",
    "a star": "from torch.nn.functional import *\ndef f(x):\n    return mse_loss(x, x)",
    "a star of torch": "from torch import *\ndef f(x):\n    return nn.Linear(1, 1)(x)",
    "a star of ours": "from scaffold.module import *\ndef f(x):\n    return nn.Linear(1, 1)(x)",
    "a given module": "def f(x):\n    return d2l.module.nn.Linear(1, 1)(x)",
    "a given module's torch": "def f(x):\n    return d2l.module.torch.nn.Linear(1, 1)(x)",
    "from a given module": "from scaffold.module import nn\ndef f(x):\n    return nn.Linear(1)(x)",
    "sys.modules": "import sys\ndef f(x):\n    return sys.modules['torch.nn'].Linear(1, 1)(x)",
    "sys.modules, torch": "import sys\ndef f(x):\n    return sys.modules['torch'].nn.Linear(1)(x)",
    "__dict__": "def f(x):\n    return torch.__dict__['nn'].Linear(1, 1)(x)",
    "vars": "def f(x):\n    return vars(torch)['nn'].Linear(1, 1)(x)",
    "attrgetter": "import operator\ndef f(x):\n    return operator.attrgetter('nn.Linear')(torch)(x)",
    "import_module": "import importlib\ndef f(x):\n    return importlib.import_module('torch.nn').a(x)",
    "__import__": "def f(x):\n    return __import__('torch.nn').nn.Linear(1, 1)(x)",
    "__import__ from": "def f(x):\n    return __import__('torch.nn', fromlist=['a']).Linear(1)(x)",
    "a default": "def f(x, F=torch.nn.functional):\n    return F.mse_loss(x, x)",
    "a default's name": "n = torch.nn\ndef f(x, *, F=n):\n    return F.mse_loss(x, x)",
    "a captured default": "import torch.nn as F\ndef f(x, F=F):\n    return F.a\ndef F(): ...",
    "an inner function": "def f(x):\n    def g(y):\n        return torch.nn.Linear(1, 1)(y)\n    return g(x)",
    "a lambda within": "def f(x):\n    return (lambda y: torch.nn.Linear(1, 1)(y))(x)",
    "a comprehension": "def f(x):\n    return [torch.nn.Linear(1, 1)(y) for y in x]",
    "a comprehension's decoy": "import torch.nn as F\ndef f(x):\n    [F for F in x]\n    return F.a(x)",
    "a lambda's decoy": "import torch.nn as F\ndef f(x):\n    (lambda F: F)\n    return F.a(x)",
    "a helper": "def help(x):\n    return torch.nn.Linear(1, 1)(x)\ndef f(x):\n    return help(x)",
    "a helper's helper": "def a(x):\n    return torch.nn.Linear(1)\nb = lambda x: a(x)\ndef f(x):\n    return b(x)",
    "a helper's other name": "def a(x):\n    return torch.nn.Linear(1)\nb = a\ndef f(x):\n    return b(x)",
    "a helper class": "class A:\n    def go(x):\n        return torch.nn.Linear(1)\ndef f(x):\n    return A.go(x)",
    "a base class": "class f(torch.nn.Linear): ...",
    "a decorator": "@torch.nn.something\ndef f(x): ...",
    "a method": "class f:\n    def go(self, x):\n        return torch.nn.Linear(1, 1)(x)",
    "a class's name is not its methods'": "import torch.nn as F\nclass f:\n    F = 1\n    def go(self):\n        return F.a",
    "a lambda": "f = lambda x: torch.nn.Linear(1, 1)(x)",
    "an assigned function": "f = torch.nn.functional.mse_loss",
    "an assigned method": "Model.f = lambda self, x: torch.nn.Linear(1, 1)(x)",
    "setattr": "setattr(Model, 'f', torch.nn.functional.mse_loss)",
    "a derived class": "class Model(Model):\n    def f(self, x):\n        return torch.nn.Linear(1, 1)(x)",
    "the global name": "import torch.nn as F\ndef f(x):\n    global F\n    y = F.a(x)\n    F = 1\n    return y",
    "another module's torch": "def f(x):\n    return torch.serialization.torch.nn.Linear(1)",
    "a private way": "def f(x):\n    return torch._C._nn.mse_loss(x, x)",
    "an unused result": "def f(x):\n    assert torch.nn.functional.mse_loss(x, x) > 0",
    "compared": "def f(x):\n    return torch.nn.functional.mse_loss(x, x).item() == 0",
    "an argument": "def f(x):\n    return apply(torch.nn.functional.mse_loss, x)",
    "in a case": "def f(x):\n    match x:\n        case 1:\n            return torch.nn.Linear(1)",
    "a default for torch": "def f(x, t=torch):\n    return t.nn.Linear(1)",
    "a keyword's default for torch": "def f(x, *, u, t=torch):\n    return t.nn.Linear(1)",
    "a lambda's default for torch": "f = lambda x, t=torch: t.nn.Linear(1)",
    "an inner default for torch": "def f(x):\n    def g(t=torch):\n        return t.nn.Linear(1)\n    return g()",
    "a name in a class": "class f:\n    t = torch\n    n = t.nn.Linear(1)",
    "a name in a comprehension": "def f(x):\n    return [(t := torch), [t.nn.Linear(1) for y in x]]",
    "an annotated decoy that may not run": "import torch.nn as F\nif 0:\n    F: int = 1\ndef f(x):\n    return F.a",
    "a walrus is no decoy": "import torch.nn as F\nprint(F := 1)\ndef f(x):\n    return F.a",
    "a loop is no decoy": "import torch.nn as F\nfor F in []:\n    pass\ndef f(x):\n    return F.a",
    "an except is no decoy": "import torch.nn as F\ntry:\n    pass\nexcept E as F:\n    pass\ndef f(x):\n    return F.a",
    "an imported function": "from torch.nn.functional import mse_loss as F\nf = F",
    "assigned in a list": "def f(x):\n    [t, s] = [torch, 1]\n    return t.nn.Linear(s)",
    "a list for a tuple": "def f(x):\n    t, s = [torch, 1]\n    return t.nn.Linear(s)",
    "a guard": "def f(x):\n    match x:\n        case 1 if torch.nn.Linear(1):\n            return 1",
    "the last of a comparison": "def f(x):\n    return 0 < x < torch.nn.functional.mse_loss(x, x)",
    "the subject of isinstance": "def f(x):\n    return isinstance(torch.nn.Linear(1), int)",
    "a second meaning": "if 0:\n    t = 1\nelse:\n    t = torch\ndef f(x):\n    return t.nn.Linear(1)",
    "an annotated value": "def f(x):\n    y: int = torch.nn.Linear(1)\n    return y",
    "a part of a top module": "import torch.nn\ndef f(x):\n    return torch.nn.Linear(1)",
    "__import__ of importlib": "import importlib\ndef f(x):\n    return importlib.__import__('torch.nn').a(x)",
    "a nonlocal name": "def f(x):\n    t = torch\n    def g():\n        nonlocal t\n        y = t.nn.Linear(1)\n        t = 1\n        return y\n    return g()",
    "in an async function": "async def f(x):\n    return torch.nn.Linear(1)",
}  # fmt: skip


@pytest.mark.parametrize("name", VOIDED)
def test_a_piece_that_computes_with_it_is_voided(name):
    result = look(VOIDED[name])
    assert list(result.voided) == ["f"], name
    assert result.voided["f"].startswith("uses ")
    assert result.voided["f"].endswith(
        "; this section does without torch.nn and torch.optim."
    )
    assert any(
        flag.startswith("01-thing: the cell f uses torch.") or "scaffold" in flag
        for flag in result.flags
    )


@pytest.mark.parametrize(
    ("own", "source"),
    [
        ("import torch.nn.functional as F", "def f(x):\n    return F.mse_loss(x, x)"),
        ("from torch.optim import SGD as O", "def f(p):\n    return O([p])"),
        ("t = torch", "def f(p):\n    return t.optim.SGD([p])"),
        ("def help(x):\n    return torch.nn.Linear(1)", "def f(x):\n    return help(x)"),
        ("@keep\ndef help(x):\n    return torch.nn.Linear(1)", "def f(self):\n    return self.help()"),
        ("from torch.nn.functional import *", "def f(x):\n    return mse_loss(x, x)"),
        ("def f(x):\n    return torch.nn.Linear(1)", "helper = 1"),
    ],
)  # fmt: skip
def test_what_an_own_cell_brings_counts_where_the_piece_uses_it(own, source):
    assert list(look(source, own=own).voided) == ["f"]
    assert list(look(source, later=own).voided) == ["f"]
    assert look("def f(x):\n    return x", own=own).voided == {}


FLAGGED = {
    "a self-test": "def f(x):\n    return x\nassert f(1) == torch.nn.functional.mse_loss(1, 1)",
    "a self-test in a function": "def f(x):\n    return x\ndef test():\n    torch.nn.Linear(1, 1)\ntest()",
    "an alias for a test": "import torch.nn.functional as F\ndef f(x):\n    return x\nF.mse_loss(1, 1)",
}


@pytest.mark.parametrize("name", FLAGGED)
def test_what_stands_beside_the_piece_is_shown_and_costs_nothing(name):
    result = look(FLAGGED[name])
    assert result.voided == {}
    assert len(result.flags) == 1
    assert result.flags[0].startswith("01-thing: the cell f uses torch.nn.")


ALLOWED = {
    "a comment": "def f(x):\n    return torch.matmul(x, x)  # not torch.nn.Linear",
    "a docstring": "def f(x):\n    '''as torch.optim.SGD does'''\n    return x",
    "a class named so": "class nn: pass\ndef f(x):\n    return nn",
    "a variable named so": "def f(x):\n    nn = x.shape[0]\n    return x.sum() / nn",
    "an argument named so": "def f(self, optim):\n    return optim.step()",
    "a member named so": "def f(self):\n    return self.optim.params",
    "eval of a model": "def f(self):\n    self.model.eval()",
    "vars of self": "def f(self):\n    return vars(self)",
    "no Python": "def f(x:",
    "a type hint": "def f(x: torch.nn.Module) -> torch.nn.Module:\n    y: torch.nn.Module = x\n    return y",
    "hints of all arguments": "def f(a: torch.nn.A, /, *b: torch.nn.B, c: torch.nn.C, **d: torch.nn.D): ...",
    "a member's hint": "class f:\n    net: torch.nn.Module",
    "isinstance": "def f(self):\n    return isinstance(self.model, torch.nn.Module)",
    "isinstance of several": "def f(self):\n    return isinstance(self, (torch.nn.Module, torch.optim.SGD))",
    "issubclass": "def f(self):\n    return issubclass(type(self), torch.nn.Module)",
    "a question for the type": "def f(self):\n    return type(self) is torch.nn.Module",
    "a case's type": "def f(x):\n    match x:\n        case torch.nn.Module():\n            return 1",
    "an unused import": "def f(x):\n    import torch.nn.functional as F\n    return x",
    "a name used again": "from torch.optim import SGD\nclass SGD: pass\ndef f(p):\n    return SGD(p)",
    "a name assigned again": "import torch.nn as F\nF = 1\ndef f(x):\n    return F.a",
    "a star and an own name": "from torch.nn.functional import *\ndef relu(x): ...\ndef f(x):\n    return relu(x)",
    "a star and a builtin": "from torch.nn.functional import *\ndef f(x):\n    return sum(x)",
    "a star and an argument": "from torch.nn.functional import *\ndef f(relu):\n    return relu",
    "a method of a class named so": "class A:\n    optim = 1\ndef f(x):\n    return A.optim",
    "something else's call": "def f(x):\n    return thing('nn.Linear')(torch)",
    "attrgetter of nothing": "import operator\ndef f(x):\n    return operator.attrgetter('nn.Linear')()",
    "all kinds of arguments": "import torch.nn as F\nimport torch.nn as G\nimport torch.nn as H\ndef f(F, /, *G, **H):\n    return F.a, G.a, H.a",
    "a keyword argument": "import torch.nn as F\ndef f(*, F):\n    return F.a",
    "a loop's name": "import torch.nn as F\ndef f(x):\n    for F in x:\n        F.a()",
    "an except's name": "import torch.nn as F\ndef f(x):\n    try:\n        x()\n    except E as F:\n        F.a()",
    "an inner function's name": "import torch.nn as F\ndef f(x):\n    def F(): ...\n    return F.a",
    "an inner class's name": "import torch.nn as F\ndef f(x):\n    class F: ...\n    return F.a",
    "a comprehension's name": "import torch.nn as F\ndef f(x):\n    return [F.a for F in x]",
    "a relative import": "from . import nn\ndef f(x):\n    return nn.a(x)",
    "a number in brackets": "def f(x):\n    return torch.tensor[0].nn",
    "an annotated name again": "import torch.nn as F\nF: int = 1\ndef f(x):\n    return F.a",
    "a pair again": "import torch.nn as F\nF, x = 1, 2\ndef f(x):\n    return F.a",
    "a given class's member": "def f(x):\n    return d2l.Trainer.optim",
    "another library's": "import thing\ndef f(x):\n    return thing.annual(x)",
    "the base class given": "class f(d2l.Module): ...",
    "an experiment replaced": "def f(x):\n    return x",
    "another piece": "def f(x):\n    return g(x)",
}  # fmt: skip


@pytest.mark.parametrize("name", ALLOWED)
def test_what_only_looks_like_it_is_left_alone(name):
    result = look(ALLOWED[name])
    assert result.voided == {}, name
    assert result.flags == [], name


def test_an_experiment_before_the_piece_is_shown_but_costs_nothing():
    own = "def f(x):\n    return torch.nn.Linear(1, 1)(x)"
    result = look("def f(x):\n    return x", own=own)
    assert result.voided == {}
    assert result.flags == ["01-thing: an own cell uses torch.nn.Linear."]


def test_what_is_defined_again_behind_the_piece_counts_too():
    later = "def f(x):\n    return torch.nn.Linear(1, 1)(x)"
    assert list(look("def f(x):\n    return x", later=later).voided) == ["f"]
    assert list(look(later, later="def f(x):\n    return x").voided) == ["f"]


def test_a_helper_defined_again_counts_as_it_is_then():
    old = "def help(x):\n    return torch.nn.Linear(1)"
    new = "def help(x):\n    return x"
    piece = "def f(x):\n    return help(x)"
    assert look(piece, own=old, later=new).voided == {}
    assert list(look(piece, own=new, later=old).voided) == ["f"]


def test_a_cell_that_defines_nothing_is_not_charged_with_other_cells():
    own = "def other(x):\n    return torch.nn.Linear(1)"
    assert look("helper = 1", own=own).voided == {}


def test_another_piece_answers_for_itself():
    source = "def g(x):\n    return torch.nn.Linear(1)"
    result = look("def f(x):\n    return g(x)", own=source)
    assert result.voided == {}


def test_one_piece_may_have_to_do_without_more():
    source = "def NAME(x):\n    x.sum().backward()\n    return x.grad"
    result = look(source.replace("NAME", "g"), piece="g")
    assert result.voided == {
        "g": "uses .backward; this piece does without torch.autograd and .backward."
    }
    assert result.flags == ["01-thing: the cell g uses .backward."]
    assert look(source.replace("NAME", "f")).voided == {}
    assert look(source.replace("NAME", "f")).flags == []


@pytest.mark.parametrize(
    "body",
    [
        "torch.autograd.grad(x, x)",
        "getattr(x, 'backward')()",
        "x.backward",
        "help(x)",
    ],
)
def test_the_ways_to_a_method_are_seen(body):
    own = "def help(x):\n    x.backward()"
    assert list(look(f"def g(x):\n    {body}", own=own, piece="g").voided) == ["g"]


def test_rules_for_one_piece_alone_are_enough():
    course = {"pieces": {"g": [".backward"]}}
    assert look("def g(x):\n    x.backward()", piece="g", course=course).voided
    assert look("def f(x):\n    torch.nn.Linear(1)", course=course).flags == []


def test_an_own_experiment_is_shown_but_costs_nothing():
    result = look("def f(x):\n    return x", "torch.nn.Linear(1, 1)")
    assert result.voided == {}
    assert result.flags == ["01-thing: an own cell uses torch.nn.Linear."]


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("torch.ops.aten.linear(x, x)", "torch.ops.aten.linear"),
        ("torch._C.thing(x)", "torch._C.thing"),
        ("vars(torch)['n' + 'n']", "vars(…)"),
        ("torch.__dict__['n' + 'n']", "__dict__"),
        ("getattr(torch, 'n' + 'n')", "getattr(…)"),
        ("__import__('torch.' + 'nn')", "__import__"),
        ("importlib.import_module('torch.' + 'nn')", "import_module"),
        ("eval('torch.nn')", "eval"),
        ("exec('torch.nn')", "exec"),
        ("compile('torch.nn')", "compile"),
        ("__builtins__", "__builtins__"),
        ("get_ipython()", "get_ipython"),
        ("ctypes.cdll", "ctypes"),
        ("sk.linear_model.Ridge()", "sklearn.linear_model.Ridge"),
    ],
)
def test_a_detour_that_is_seen_is_shown(body, shown):
    result = look(f"import sklearn as sk\ndef f(x):\n    return {body}")
    assert result.voided == {}
    assert result.flags == [
        f"01-thing: the cell f uses `{shown}`: look whether it is a detour."
    ]


def test_other_sections_are_not_bound():
    result = look("def f(x):\n    return torch.nn.Linear(1, 1)(x)", course={})
    assert (result.voided, result.flags) == ({}, [])


def test_given_cells_are_not_looked_at_and_their_functions_not_followed():
    given = "def show(x):\n    return torch.nn.Linear(1)"
    cells = [marked("given", given, locked=True), marked("f", "", solution=True)]
    section = Section(
        "01-thing", bare_notebook(cells, {"course": COURSE | {"pieces": {}}}), {}
    )
    theirs = [cells[0], marked("f", "def f(x):\n    return show(x)", solution=True)]
    result = Repaired(bare_notebook(theirs))
    rules.apply(section, result)
    assert (result.voided, result.flags) == ({}, [])


def test_a_name_counts_as_it_is_when_the_check_runs():
    """What is imported or defined behind the check changes nothing, before it it does."""

    def voided(*order):
        cells = {
            "piece": marked("f", "def f(x):\n    return F(x)", solution=True),
            "import": new_code_cell("from torch.nn.functional import mse_loss as F"),
            "own": new_code_cell("def F(x):\n    return x"),
            "check": marked("f-check", "f(1)", grade=True),
        }
        course = {"forbidden": ["torch.nn"]}
        section = Section("01-thing", bare_notebook([], {"course": course}), {})
        result = Repaired(bare_notebook([cells[name] for name in order]))
        rules.apply(section, result)
        return bool(result.voided)

    assert voided("import", "piece", "check", "own")
    assert voided("own", "piece", "import", "check")
    assert not voided("own", "piece", "check", "import")
    assert not voided("import", "own", "piece", "check")


@pytest.mark.parametrize(
    ("own", "shown"),
    [
        ("%time f(1)", ["%time f(1)"]),
        ("!pip list", ["!pip list"]),
        ("%%bash\nls -l /", ["magics that hide what is run", "%%bash"]),
        ("!a\n!b\nx = (", ["magics that hide what is run", "!a", "!b"]),
        ("get_ipython()", ["get_ipython"]),
        ("%matplotlib inline", []),
        ("%pwd\n" * 7, ["%pwd"] * 5),
    ],
)
def test_magics_are_shown(own, shown):
    flags = look("def f(x):\n    return x", own).flags
    assert flags == [
        f"01-thing: an own cell uses `{one}`: look whether it is a detour."
        for one in shown
    ]


def test_long_lists_and_long_names_are_cut():
    names = ", ".join(f"torch.nn.a{n}" for n in range(7))
    result = look(f"def f(x):\n    return {names}")
    shown = ", ".join(f"torch.nn.a{n}" for n in range(5)) + ", …"
    assert result.flags == [f"01-thing: the cell f uses {shown}."]
    assert result.voided["f"].startswith(f"uses {shown};")
    result = look("def f(x):\n    return torch.nn." + "a" * 150)
    assert result.flags == ["01-thing: the cell f uses torch.nn." + "a" * 71 + "."]
    five = ", ".join(f"torch.nn.a{n}" for n in range(5))
    assert look(f"def f(x):\n    return {five}").flags == [
        f"01-thing: the cell f uses {five}."
    ]


def test_remarks_are_not_without_number():
    section = Section(
        "01-thing", bare_notebook([], {"course": COURSE | {"pieces": {}}}), {}
    )
    for count, more in (
        (100, []),
        (101, ["01-thing: further remarks, left out: 1."]),
        (102, ["01-thing: further remarks, left out: 2."]),
    ):
        result = Repaired(bare_notebook([new_code_cell("!ls")] * count))
        rules.apply(section, result)
        assert result.flags[100:] == more
        assert len(result.flags) == 100 + len(more)


@pytest.mark.parametrize(
    "own",
    [
        "%pwd\n" * 700,
        "0 if True else " + ".".join(["torch"] * 2900),
        "-" * 50_000 + "1",
        "(" * 5000 + "1" + ")" * 5000,
        "(" + "".join(f"torch.nn.a{n},\n" for n in range(5000)) + ")",
        "getattr(" * 150 + "torch, 'nn'" + ", 'nn')" * 149,
        "x = " + "a if a else " * 500 + "b",
        "x = " + "lambda: " * 300 + "torch",
        "t = torch\n" + "t = t.nn\n" * 500,
        "a\0b",
    ],
)
def test_source_that_is_hard_to_read_breaks_nothing(own):
    flags = look("def f(x):\n    return torch.nn.Linear(1, 1)(x)", own).flags
    assert any("cell f" in flag for flag in flags)
    assert all(len(flag) < 1000 for flag in flags)


def test_what_is_nested_too_deeply_is_shown():
    body = "lambda: " * 330 + "torch.nn.Linear(1)"
    result = look(f"def f(x):\n    return {body}")
    deep = "01-thing: the cell f is nested too deeply to be looked over."
    assert result.flags == [deep] or list(result.voided) == ["f"]


@pytest.fixture(scope="module")
def chapter():
    return Chapter(ROOT, "linear_regression")


def verdict_on(chapter, piece, source):
    section = next(one for one in chapter.sections.values() if piece in one.pieces)
    cells = [cell.copy() for cell in section.notebook.cells]
    next(cell for cell in cells if grade_id(cell) == piece).source = source
    result = repair(section, bare_notebook(cells))
    rules.apply(section, result)
    return result


SAMPLES = answers(ROOT, "linear_regression")
AGAINST_THE_RULE = {("loss_gradient", "wrong_autograd")}


@pytest.mark.parametrize("name", SAMPLES, ids="/".join)
def test_the_sample_answers_are_voided_where_they_should_be(chapter, name):
    result = verdict_on(chapter, SAMPLES[name].piece, SAMPLES[name].source)
    assert bool(result.voided) == (name in AGAINST_THE_RULE), result


@pytest.mark.parametrize(
    ("piece", "body"),
    [
        ("LinearRegressionScratch", "self.w = torch.nn.Parameter(torch.zeros(1))"),
        ("forward", "return torch.nn.functional.linear(X, self.w.T, self.b)"),
        ("loss", "return torch._C._nn.mse_loss(y_hat, y) / 2"),
        ("loss_gradient", "return torch.autograd.grad(X, w)"),
        ("loss_gradient", "return torch.func.grad(f)(w)"),
        ("loss_gradient", "return torch.vmap(f)(X)"),
        ("loss_gradient", "w = w.clone().requires_grad_()"),
        ("configure_optimizers", "return torch.optim.SGD([self.w, self.b], self.lr)"),
        (
            "clip_gradients",
            "torch.nn.utils.clip_grad_norm_(self.optim.params, grad_clip_val)",
        ),
    ],
)
def test_the_chapters_rule_holds(chapter, piece, body):
    if piece == "LinearRegressionScratch":
        source = f"class {piece}(d2l.Module):\n    def __init__(self):\n        {body}"
    else:
        source = f"def {piece}(self, X, y, w):\n    {body}"
    assert list(verdict_on(chapter, piece, source).voided) == [piece]


@pytest.mark.parametrize(
    ("piece", "source"),
    [
        ("loss", "def loss(self, y_hat, y):\n    return y\nimport torch.nn.functional as F\nF.mse_loss(1, 1)"),
        ("fit_epoch", "def fit_epoch(self):\n    self.model.training_step(1).backward()\n    self.optim.step()"),
        ("fit_epoch", "def fit_epoch(self):\n    assert isinstance(self.model, torch.nn.Module)"),
        ("configure_optimizers", "def configure_optimizers(self) -> torch.optim.Optimizer:\n    return SGD([self.w, self.b], self.lr)"),
        ("clip_gradients", "def clip_gradients(self, a, model: torch.nn.Module):\n    ..."),
    ],
)  # fmt: skip
def test_the_chapters_rule_is_fair(chapter, piece, source):
    assert verdict_on(chapter, piece, source).voided == {}


def test_a_chapters_own_solutions_and_demonstrations_keep_the_rule(chapter):
    for section in chapter.sections.values():
        result = repair(section, section.notebook)
        rules.apply(section, result)
        assert (result.voided, result.flags) == ({}, []), section.name


def test_nothing_that_a_terminal_obeys_is_in_a_remark():
    result = look(
        "def f(x):\n    return x", "%time \x1b[2J\x1b]0;x\x07\n!echo \x1b[31m"
    )
    assert len(result.flags) > 1
    assert all(flag.isprintable() for flag in result.flags)
