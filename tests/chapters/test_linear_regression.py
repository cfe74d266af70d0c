"""What the author decided for this chapter, so that nobody undoes it by accident."""

from tests.conftest import CHAPTERS


def test_sections_bound_to_the_from_scratch_rule_say_so():
    bound = {
        name
        for name, section in CHAPTERS["linear_regression"].sections.items()
        if {"torch.nn", "torch.optim"} <= set(section.rules.forbidden)
    }
    assert bound == {"01-model", "02-loss", "03-sgd", "04-trainer"}
