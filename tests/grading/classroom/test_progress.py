"""The line that moves and the table that stays."""

import io
import sys

from grading.classroom.gradebook import Result
from grading.classroom.progress import Progress
from grading.classroom.run import ClassReport, StudentReport
from grading.classroom.table import table

ADA = StudentReport("graded", ["02: a cell was put back."], [], Result(5, 10, 2, True))
BEN = StudentReport("failed", [], ["ben: …"])


class Terminal(io.StringIO):
    def isatty(self):
        return True


def watch(monkeypatch, stream):
    monkeypatch.setattr("sys.stderr", stream)
    with Progress(4) as progress:
        progress.show(failed=False, notebooks=20)
        progress.show(failed=True, notebooks=40)
    return sys.stderr.getvalue()


def test_a_terminal_sees_the_total_and_nothing_stays(monkeypatch):
    shown = watch(monkeypatch, Terminal())
    assert "/4" in shown
    assert shown.rpartition("\r")[2].strip() == ""


def test_a_file_sees_nothing(monkeypatch):
    assert watch(monkeypatch, io.StringIO()) == ""


def test_the_table_says_what_became_of_everybody():
    report = ClassReport("tiny", "seed", {"ada": ADA, "ben": BEN}, 3, 1.5)
    first, note, second, summary = table(report).splitlines()
    words = " ".join(first.split())
    assert words == "ada 5 of 10 graded, late: -2, to be graded by hand"
    assert note.strip() == "02: a cell was put back."
    assert second.split() == ["ben", "failed"]
    assert summary == "1 failed, 1 graded; 3 notebooks executed in 1.50 s"
