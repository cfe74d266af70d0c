"""The from-scratch rule, read from source."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from grading.course import Section
from grading.intake import rules
from grading.intake.repair import Repaired

WATCHED = [
    "torch.ops",
    "torch._C",
    "torch._refs",
    "torch._foreach",
    "torch.func",
    "sklearn",
]
GIVEN = "import torch\nfrom torch import nn as given"


def marked(name, source):
    cell = new_code_cell(source, id=name)
    cell.metadata["nbgrader"] = {"grade_id": name, "solution": True}
    return cell


def look(source, own="", bound=True):
    """What the policy notes of a piece `f` and a cell of the student's own."""
    metadata = (
        {"course": {"forbidden": ["torch.nn", "torch.optim"], "watched": WATCHED}}
        if bound
        else {}
    )
    source_notebook = new_notebook(cells=[new_code_cell(GIVEN)], metadata=metadata)
    section = Section("01-thing", nbformat.from_dict(source_notebook), {})
    cells = [new_code_cell(GIVEN), new_code_cell(own), marked("f", source)]
    submission = Repaired(new_notebook(cells=cells))
    rules.apply(section, submission)
    return submission


@pytest.mark.parametrize(
    ("source", "own"),
    [
        ("def f(x):\n    return torch.nn.functional.huber_loss(x, x)", ""),
        ("import torch.nn.functional as F\ndef f(x):\n    return F.mse_loss(x, x)", ""),
        ("def f(x):\n    return F.mse_loss(x, x)", "import torch.nn.functional as F"),
        ("def f(x):\n    from torch.optim import SGD\n    return SGD(x, 1)", ""),
        ("def f(p):\n    return O([p])", "from torch.optim import SGD as O"),
        ("import torch as t\ndef f(p):\n    return t.optim.SGD([p])", ""),
        ("def f(x):\n    return getattr(torch, 'nn').Linear(1, 1)(x)", ""),
        ("%matplotlib inline\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)", ""),
        ("def f(x):\n    return given.Linear(1, 1)(x)", ""),
    ],
)
def test_a_forbidden_library_voids_the_piece_that_uses_it(source, own):
    submission = look(source, own)
    if "given" in source:  # the name comes from a given cell
        submission = look(source, "from torch import nn as given")
    assert "does without" in submission.voided["f"]
    assert any("cell f" in flag for flag in submission.flags)


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return torch.matmul(x, x)  # not torch.nn.Linear",
        "def f(x):\n    '''as torch.optim.SGD does'''\n    return x",
        "class nn: pass\ndef f(x):\n    return nn",
        "def f(self, optim):\n    return optim.step()",
        "def f(self):\n    return self.optim.params",
        "def f(self):\n    self.model.eval()",
        "def f(x:",
        "from torch.optim import SGD\nclass SGD: pass\ndef f(p):\n    return SGD(p)",
    ],
)
def test_what_only_looks_like_it_is_left_alone(source):
    submission = look(source)
    assert submission.voided == {}
    assert submission.flags == []


def test_an_own_experiment_is_shown_but_costs_nothing():
    submission = look("def f(x):\n    return x", "torch.nn.Linear(1, 1)")
    assert submission.voided == {}
    assert "an own cell uses torch.nn.Linear" in submission.flags[0]


@pytest.mark.parametrize(
    "source",
    [
        "def f(x):\n    return torch.ops.aten.linear(x, x)",
        "def f(x):\n    return vars(torch)['n' + 'n']",
        "def f(x):\n    return torch.__dict__['nn']",
        "def f(x):\n    return getattr(torch, 'n' + 'n')",
        "def f(x):\n    return __import__('torch.nn')",
        "def f(x):\n    import importlib\n    return importlib.import_module('torch.nn')",
        "def f(x):\n    return eval('torch.nn')",
        "def f(x):\n    import sklearn.linear_model\n    return sklearn.linear_model",
    ],
)
def test_a_detour_that_is_seen_is_shown(source):
    assert look(source).flags


def test_other_sections_are_not_bound():
    assert (
        look("def f(x):\n    return torch.nn.Linear(1, 1)(x)", bound=False).flags == []
    )


@pytest.mark.parametrize(
    ("source", "own"),
    [
        (
            "%%capture\nimport torch.nn.functional as F\ndef f(x):\n    return F.mse_loss(x, x)",
            "",
        ),
        ("x = !ls\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)", ""),
        ("n = getattr(torch, 'nn')\ndef f(x):\n    return n.Linear(1, 1)(x)", ""),
        (
            "def torch():\n    return 0\ndef f(x):\n    return torch.nn.Linear(1, 1)(x)",
            "",
        ),
    ],
)
def test_magics_and_decoys_hide_nothing(source, own):
    assert "does without" in look(source, own).voided["f"]


def test_a_name_counts_as_it_is_when_the_check_runs():
    """What is imported or defined behind the check changes nothing, before it it does."""

    def forbidden(*order):
        cells = {
            "piece": marked("f", "def f(x):\n    return F(x)"),
            "import": new_code_cell("from torch.nn.functional import mse_loss as F"),
            "own": new_code_cell("def F(x):\n    return x"),
            "check": marked("f-check", "f(1)"),
        }
        cells["check"].metadata["nbgrader"]["grade"] = True
        metadata = {
            "course": {"forbidden": ["torch.nn", "torch.optim"], "watched": WATCHED}
        }
        section = Section(
            "01-thing", nbformat.from_dict(new_notebook(metadata=metadata)), {}
        )
        submission = Repaired(new_notebook(cells=[cells[name] for name in order]))
        rules.apply(section, submission)
        return bool(submission.voided)

    assert forbidden("import", "piece", "check", "own")
    assert forbidden("own", "piece", "import", "check")
    assert not forbidden("own", "piece", "check", "import")
    assert not forbidden("import", "own", "piece", "check")


@pytest.mark.parametrize(
    "own", ["%time f(1)", "!pip list", "%%bash\nls -l", "get_ipython()"]
)
def test_magics_are_shown(own):
    assert look("def f(x):\n    return x", own).flags


@pytest.mark.parametrize(
    "own",
    [
        "%pwd\n" * 700,
        "0 if True else " + ".".join(["torch"] * 2900),
        "-" * 50_000 + "1",
        "(" * 5000 + "1" + ")" * 5000,
        "(" + "".join(f"torch.nn.a{n},\n" for n in range(5000)) + ")",
        "getattr(" * 150 + "torch, 'nn'" + ")" * 150,
        "a\0b",
    ],
)
def test_source_that_is_hard_to_read_breaks_nothing(own):
    flags = look("def f(x):\n    return torch.nn.Linear(1, 1)(x)", own).flags
    assert any("cell f" in flag for flag in flags)
    assert all(len(flag) < 1000 for flag in flags)
