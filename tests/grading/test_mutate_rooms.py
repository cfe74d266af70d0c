"""Mutants differ from the module in one place, and tests notice them or not."""

import ast
import sys
import types

import pytest

from tests.grading import mutate_rooms
from tests.grading.mutate_rooms import Outcome, files_beside, notices
from tests.mutants import changing
from tests.mutants.operators import FOR_ANY_TEXT

SOURCE = '''\
"""A module."""

LIMIT: int = 3


def small(number: int) -> bool:
    """Whether a number is small."""
    if number < LIMIT and number:
        return True
    raise ValueError(number)
'''


def mutants(source):
    return changing.mutants(source, FOR_ANY_TEXT)


def names():
    return [mutant.name for mutant in mutants(SOURCE)]


@pytest.mark.parametrize(
    "name",
    [
        "small: LtE: if number < LIMIT and number:",
        "small: GtE: if number < LIMIT and number:",
        "small: Or: if number < LIMIT and number:",
        "small: always: if number < LIMIT and number:",
        "small: never: if number < LIMIT and number:",
        "small: not True: return True",
        "small: returns None: return True",
        "small: removed: raise ValueError(number)",
        "module: 3 is 4: LIMIT: int = 3",
        "module: 3 is 2: LIMIT: int = 3",
    ],
)
def test_each_kind_of_change_is_made(name):
    assert name in names()


def test_docstrings_and_annotations_are_left_alone():
    assert not [name for name in names() if "Whether" in name or "A module" in name]
    assert mutants("@dataclass(frozen=True)\nclass A:\n    x: list[1]\n") == []
    assert mutants("def f() -> 1:\n    return None\n") == []


def test_mutants_are_programs_with_names_of_their_own_and_differ():
    found = mutants(SOURCE)
    for mutant in found:
        ast.parse(mutant.source)
    assert len({mutant.name for mutant in found}) == len(found)
    assert len({mutant.source for mutant in found}) == len(found)


def test_two_equal_changes_of_one_line_are_told_apart():
    found = [mutant.name for mutant in mutants("x = [1, 1]\n")]
    assert "module: 1 is 2: x = [1, 1]" in found
    assert "module: 1 is 2: x = [1, 1] #2" in found


@pytest.fixture
def room(tmp_path, monkeypatch):
    """A project of one module and a test, in place of ours."""
    (tmp_path / "grading").mkdir()
    (tmp_path / "grading" / "room.py").write_text(SOURCE)
    folder = tmp_path / "tests" / "grading"
    folder.mkdir(parents=True)
    monkeypatch.setattr(mutate_rooms, "ROOT", tmp_path)
    test = folder / "test_room.py"
    test.write_text(
        "from grading.room import small\n\ndef test_small():\n    assert small(2)\n"
    )
    (folder / "test_another.py").write_text("")
    return test


def test_the_own_tests_of_a_module_come_first(room):
    assert files_beside("grading.room") == [
        str(room),
        str(room.with_name("test_another.py")),
    ]


def test_a_module_without_tests_is_refused(room):
    with pytest.raises(ValueError, match="no tests"):
        files_beside("kit.check")


@pytest.mark.slow
def test_what_a_test_looks_at_is_noticed_and_the_rest_is_not(room, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "")
    found = {mutant.name: mutant.source for mutant in mutants(SOURCE)}
    seen = found["small: GtE: if number < LIMIT and number:"]
    unseen = found["small: removed: raise ValueError(number)"]
    assert not notices("grading.room", SOURCE, [str(room)], seconds=60)
    assert notices("grading.room", seen, [str(room)], seconds=60)
    assert not notices("grading.room", unseen, [str(room)], seconds=60)


@pytest.mark.slow
def test_a_test_file_that_was_imported_before_hides_no_mutant(room, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", "")
    imported = types.ModuleType(room.stem)
    imported.__file__ = str(room)
    imported.test_small = lambda: None
    monkeypatch.setitem(sys.modules, room.stem, imported)
    found = {mutant.name: mutant.source for mutant in mutants(SOURCE)}
    broken = found["small: GtE: if number < LIMIT and number:"]
    assert notices("grading.room", broken, [str(room)], seconds=60)


@pytest.mark.slow
def test_a_mutant_that_never_ends_is_noticed(room):
    endless = "while True:\n    pass\n"
    assert notices("grading.room", endless, [str(room)], seconds=1)


def test_the_share_is_of_those_that_do_harm():
    assert Outcome(tried=10, survived=["one"], harmless=["other"]).share_killed == 0.9
    assert Outcome().share_killed == 1
