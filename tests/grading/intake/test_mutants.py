"""The tests of the intake notice when its code is broken: a sample of mutants.

All mutants of a module: `python -m tests.grading.mutate_rooms grading.intake.rules`.
"""

import pytest

from tests.grading.mutate_rooms import (
    SHARE_KILLED,
    examine,
    known_harmless,
    mutants_of,
)

MODULES = [
    "grading.course",
    "grading.intake.which_section",
    "grading.intake.name_resolution",
    "grading.intake.reading",
    "grading.intake.repair",
    "grading.intake.rules",
    "grading.intake.source",
]
SAMPLE = 20


@pytest.mark.slow
@pytest.mark.parametrize("module", MODULES)
def test_the_tests_notice_most_mutants(module):
    outcome = examine(module, sample=SAMPLE, selection="not growth")
    assert outcome.share_killed >= SHARE_KILLED, outcome.survived


@pytest.mark.slow
def test_what_is_listed_as_harmless_is_still_a_mutant():
    for module, reasons in known_harmless().items():
        names = {mutant.name for mutant in mutants_of(module)}
        assert set(reasons) <= names, module
