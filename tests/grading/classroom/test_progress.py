"""The line that moves and the table that stays."""

import io

from grading.classroom.progress import Progress, table

FIGURES = {"score": 5.0, "max_score": 10.0, "late_penalty": 0.0, "needs_manual_grade": False}
ADA = {"state": "graded", "notes": ["02: a cell was put back."], "errors": [], **FIGURES}
BEN = {"state": "failed", "notes": [], "errors": ["ben: …"], **dict.fromkeys(FIGURES)}


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_a_terminal_sees_how_far_it_is(monkeypatch):
    clock = iter([100.0, 110.0, 110.01, 120.0])
    monkeypatch.setattr("grading.classroom.progress.time.monotonic", lambda: next(clock))
    monkeypatch.setattr("sys.stderr", Terminal())
    import sys

    progress = Progress(4)
    progress.show({"ada": ADA}, 20)
    progress.show({"ada": ADA}, 21)  # too soon to be shown
    progress.show({"ada": ADA, "ben": BEN}, 50)
    progress.end()
    shown = [line.removesuffix("\x1b[K") for line in sys.stderr.getvalue().split("\r")[1:]]
    assert shown == [
        "1 of 4 submissions, 2.0 notebooks/s, 0:30 left, 0 with errors",
        "2 of 4 submissions, 2.5 notebooks/s, 0:20 left, 1 with errors",
        "",
    ]


def test_a_file_sees_nothing(monkeypatch):
    monkeypatch.setattr("sys.stderr", io.StringIO())
    import sys

    progress = Progress(1)
    progress.show({"ada": ADA}, 1)
    progress.end()
    assert sys.stderr.getvalue() == ""


def test_the_table_says_what_became_of_everybody():
    late = ADA | {"late_penalty": 2.0, "needs_manual_grade": True}
    report = {"students": {"ada": late, "ben": BEN}, "notebooks": 3, "seconds": 1.5}
    first, note, second, summary = table(report).splitlines()
    words = " ".join(first.split())
    assert words == "ada 5 of 10 graded, late: -2, to be graded by hand"
    assert note.strip() == "02: a cell was put back."
    assert second.split() == ["ben", "failed"]
    assert summary == "1 failed, 1 graded; 3 notebooks executed in 1.5 s"
