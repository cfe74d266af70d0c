"""`python -m grading doctor`: what the sandbox rests on, and whether it holds."""

import json
from dataclasses import replace

import pytest

from grading.__main__ import main
from grading.sandbox import SandboxUnavailable, host


@pytest.mark.slow
def test_it_holds_here_and_says_on_what_it_rests(capsys):
    assert main(["doctor", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    assert {"bubblewrap", "kernel", "user", "control group"} <= set(report["facts"])
    assert all(guarantee["holds"] for guarantee in report["guarantees"])
    assert all(guarantee["rests_on"] for guarantee in report["guarantees"])


def test_a_guarantee_that_does_not_hold_is_said_and_fails(capsys, monkeypatch):
    broken = host.Guarantee("Nothing leaks", False, "changed: /dev/null", "Mend it.")
    report = host.Report({"kernel": "6.1"}, [broken, replace(broken, holds=True)])
    monkeypatch.setattr(host, "examine", lambda *_: report)
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert (
        "✗ Nothing leaks" in said and "✓ Nothing leaks" in said and "Mend it." in said
    )


def test_without_a_sandbox_the_reason_is_said(capsys, monkeypatch):
    def none(*_):
        raise SandboxUnavailable("bubblewrap is not installed", "Install it.")

    monkeypatch.setattr(host, "examine", none)
    assert main(["doctor"]) == 2
    assert "bubblewrap is not installed. Install it." in capsys.readouterr().err


@pytest.mark.parametrize("part", ["/dev/random", "setting kernel/pid_max"])
def test_a_changed_machine_is_noticed(part):
    before = host.state()
    after = host.State(before.parts | {part: "something else"})
    assert before.changes(after) == [part]
    assert part in before.parts
