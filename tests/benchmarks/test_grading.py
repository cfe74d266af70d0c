"""The benchmark of grading runs, and keeps to its section of the results."""

import pickle
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from benchmarks import grading, results
from benchmarks.coordinator import COPY, Replayer
from benchmarks.measuring import measure
from grading.classroom.work import GradedSubmission, Task
from tests.conftest import DEFAULT, ROOT


@pytest.mark.slow
def test_a_rehearsal_measures_everything_and_writes_nothing():
    before = results.RESULTS.read_text("utf-8")
    command = [sys.executable, "-m", "benchmarks.grading", "--quick"]
    done = subprocess.run(
        [*command, "--chapter", DEFAULT], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    for part in ("| (a)", "\n(b)", "| (c)", "| (d)", "| (e)", "| (f)"):
        assert part in done.stdout
    assert "grades the same as without" in done.stdout
    assert results.RESULTS.read_text("utf-8") == before


def test_a_chapter_that_does_not_exist_is_refused():
    done = CliRunner().invoke(grading.main, ["--chapter", "astrology"])
    assert done.exit_code == 2
    assert DEFAULT in done.output


def test_the_time_of_a_command_s_own_children_is_counted(tmp_path):
    burn = "import time\nwhile time.process_time() < 0.3: pass"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {burn!r}])"
    cost = measure([sys.executable, "-c", code], tmp_path, among_others=True)
    assert cost.cpu >= 0.3
    assert cost.peak > 1


def test_a_command_that_fails_says_why(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit('no such luck')"]
    with pytest.raises(click.ClickException, match="no such luck"):
        measure(command, tmp_path, among_others=True)


def test_a_command_must_end_with_the_exit_code_that_is_wanted(tmp_path):
    command = [sys.executable, "-c", "raise SystemExit(2)"]
    measure(command, tmp_path, among_others=True, exit_code=2)
    with pytest.raises(click.ClickException):
        measure(command, tmp_path, among_others=True, exit_code=1)


def test_a_copy_is_given_what_was_recorded_for_its_original():
    recorded = {
        name: GradedSubmission({}, [f"a note on {name}"]) for name in ("ada", "ben")
    }
    pickled = {name: pickle.dumps(graded) for name, graded in recorded.items()}
    replayer = Replayer(pickled)
    assert replayer(Task(f"ben{COPY}7", {}, None)) == recorded["ben"]
    with pytest.raises(KeyError):
        replayer(Task(f"carla{COPY}7", {}, None))


def test_a_section_takes_the_place_of_the_last_one_and_leaves_the_others(tmp_path):
    file = tmp_path / "RESULTS.md"
    results.put("one", "first\n", file)
    results.put("two", "other\n", file)
    results.put("one", "second\n", file)
    text = file.read_text("utf-8")
    assert "first" not in text
    assert text.index("# Benchmark results") < text.index("second")
    assert text.index("second") < text.index("other")


def test_a_table_has_its_first_column_to_the_left():
    assert results.table(["a", "b"], [["1", "2"]]) == (
        "| a | b |\n| --- | --: |\n| 1 | 2 |"
    )
