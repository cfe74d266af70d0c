"""What an import of the portable rooms brings along, and what `scaffold` offers."""

import ast
import json
import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import grading.intake
import grading.verdict
import scaffold as d2l

HEAVY = {"torch", "IPython", "matplotlib", "sqlalchemy"}
LOADED = """
import json, sys
from importlib import import_module
for name in sys.argv[1:]:
    import_module(name)
print(json.dumps(sorted({name.partition(".")[0] for name in sys.modules})))
"""


def modules_of(package):
    found = pkgutil.iter_modules(package.__path__, f"{package.__name__}.")
    return [module.name for module in found]


def loaded_by(*names):
    """The packages that are loaded after the import of some modules, in a new process."""
    command = [sys.executable, "-c", LOADED, *names]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout))


@pytest.mark.slow
def test_the_portable_rooms_import_nothing_heavy():
    names = modules_of(grading.intake) + modules_of(grading.verdict)
    assert "grading.verdict.judge" in names
    assert not HEAVY & loaded_by("scaffold", "scaffold.observation", *names)


def test_the_look_would_see_something_heavy():
    assert HEAVY & loaded_by("scaffold.board") == {"IPython", "matplotlib"}


def test_everything_that_is_promised_is_there_and_listed():
    assert set(d2l.__all__) <= set(dir(d2l))
    for name in d2l.__all__:
        assert getattr(d2l, name).__name__ == name
    assert "__name__" in dir(d2l)


def test_another_name_is_refused_by_name():
    with pytest.raises(AttributeError, match="'scaffold' has no attribute 'Trainee'"):
        d2l.Trainee  # noqa: B018
    with pytest.raises(ImportError, match="Trainee"):
        from scaffold import Trainee  # noqa: F401


def test_a_star_import_brings_every_name():
    namespace = {}
    exec("from scaffold import *", namespace)
    assert set(d2l.__all__) <= set(namespace)


@pytest.mark.parametrize("name", d2l.__all__)
def test_a_name_is_pickled_by_reference(name):
    value = getattr(d2l, name)
    assert pickle.loads(pickle.dumps(value)) is value


def test_data_and_trainer_survive_pickling():
    data = d2l.SyntheticRegressionData(torch.tensor([2.0]), 1.0, num_train=4, num_val=2)
    again = pickle.loads(pickle.dumps(data))
    assert torch.equal(again.X, data.X)
    trainer = pickle.loads(pickle.dumps(d2l.Trainer(max_epochs=3)))
    assert trainer.hparams["max_epochs"] == 3


def test_no_module_of_the_scaffold_imports_one_that_imports_it():
    """Types included: a circle means that two files can only be read together."""
    folder = Path(d2l.__file__).parent
    needs = {}
    for path in folder.glob("*.py"):
        nodes = ast.walk(ast.parse(path.read_text("utf-8")))
        froms = [node.module for node in nodes if isinstance(node, ast.ImportFrom)]
        own = {name.partition(".")[2] for name in froms if name.startswith("scaffold.")}
        needs[path.stem] = own
    del needs["__init__"]
    while needs:
        free = {name for name, own in needs.items() if not own & set(needs)}
        assert free, f"a circle among {sorted(needs)}"
        for name in free:
            del needs[name]
