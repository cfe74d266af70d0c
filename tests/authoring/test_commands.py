"""`python -m authoring` and the make targets take the chapter; the first is the default."""

import os
import subprocess

import pytest
from click.testing import CliRunner

from authoring import AuthoringError, release, sample_class
from authoring.__main__ import main
from grading.course import default_chapter

OTHER = "another_chapter"


@pytest.fixture
def called(monkeypatch):
    """The chapters for which something is done, instead of doing it."""
    chapters = []

    def note(chapter):
        chapters.append(chapter)
        return chapter

    monkeypatch.setattr(release, "release", note)
    monkeypatch.setattr(release, "kit", note)
    monkeypatch.setattr(sample_class, "hand_in", note)
    monkeypatch.setattr(sample_class, "table", note)
    return chapters


@pytest.mark.parametrize("command", ["release", "kit", "class", "table"])
def test_a_command_takes_the_chapter_or_the_first(command, called, root):
    for arguments in ([command, OTHER], [command]):
        done = CliRunner().invoke(main, arguments)
        assert done.exit_code == 0, done.output
    assert called == [OTHER, default_chapter(root)]


def test_what_an_author_has_to_mend_is_one_sentence(monkeypatch):
    def refuses(chapter):
        raise AuthoringError(f"{chapter}: something is left. Look at it.")

    monkeypatch.setattr(release, "release", refuses)
    done = CliRunner().invoke(main, ["release", OTHER])
    assert done.exit_code == 1
    assert done.stderr == f"authoring: {OTHER}: something is left. Look at it.\n"


@pytest.mark.parametrize("command", ["release", "kit", "class", "table", "notebooks"])
def test_a_chapter_that_is_not_there_is_named(command):
    done = CliRunner().invoke(main, [command, "no_such_chapter"])
    assert done.exit_code == 1
    assert "no_such_chapter" in done.stderr


def test_the_stored_notebooks_are_what_they_should_be():
    done = CliRunner().invoke(main, ["notebooks", "--check"])
    assert (done.exit_code, done.output) == (0, "")


def would_run(root, *arguments):
    """What `make` would do; it does nothing."""
    environment = {name: os.environ[name] for name in ("PATH", "HOME")}
    done = subprocess.run(
        ["make", "--dry-run", "--always-make", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("variable", ["CHAPTER", "ASSIGNMENT"])
def test_make_takes_the_chapter(root, variable):
    commands = would_run(root, f"{variable}={OTHER}", "release", "kit", "grade")
    for command in ("release", "kit", "class"):
        assert f"-m authoring {command} {OTHER}\n" in commands
    assert f'cd "classroom/sample/{OTHER}"' in commands
    assert f"-m grading autograde {OTHER} " in commands
    assert default_chapter(root) not in commands


def test_make_means_the_first_chapter_where_none_is_said(root):
    commands = would_run(root, "release", "kit", "grade")
    assert f"-m authoring release {default_chapter(root)}\n" in commands


def test_make_executes_all_notebooks_or_those_of_the_chapter_that_is_said(root):
    assert "-m authoring notebooks \n" in would_run(root, "notebooks")
    said = would_run(root, f"CHAPTER={OTHER}", "notebooks")
    assert f"-m authoring notebooks {OTHER}\n" in said
