"""Limits come from the course's configuration, for every command that runs notebooks."""

import pytest
from click.testing import CliRunner

from grading.__main__ import cli
from grading.configuration import CONFIGURATION, limits_in, read_configuration
from grading.errors import GradingError
from grading.sandbox import Limits


def limits_of(folder, text):
    (folder / CONFIGURATION).write_text(text)
    return limits_in(read_configuration(folder))


def test_without_a_configuration_there_are_the_defaults(tmp_path):
    assert limits_in(read_configuration(tmp_path)) == Limits()
    assert limits_of(tmp_path, "c = get_config()\n") == Limits()


def test_what_is_configured_takes_the_place_of_a_default(tmp_path):
    found = limits_of(tmp_path, "get_config().Execute.limits = {'memory_mib': 77}\n")
    assert found.memory_mib == 77
    assert found.cell_seconds == Limits().cell_seconds


def test_a_limit_that_is_not_known_is_named(tmp_path):
    with pytest.raises(GradingError, match=r"no limit called memory;.*memory_mib"):
        limits_of(tmp_path, "get_config().Execute.limits = {'memory': 77}\n")


@pytest.mark.parametrize("command", [["doctor", "--json"], ["score", "."]])
def test_a_command_takes_the_configured_limits(command, tmp_path, monkeypatch, chapter):
    """Seen by a mistake in them, since nothing else is to be run here."""
    text = "get_config().Execute.limits = {'memory': 77}\n"
    (tmp_path / CONFIGURATION).write_text(text)
    for name in ("chapters", "solutions", "classroom"):
        (tmp_path / name).symlink_to(chapter.root / name)
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "submissions").symlink_to(
        chapter.root / "tests" / "submissions"
    )
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, command)
    assert isinstance(done.exception, GradingError), done.output
    assert "no limit called memory" in str(done.exception)
