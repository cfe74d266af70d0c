"""Each limit has its name and message, and costs no more than it must of the notebook."""

import time

import pytest

from grading.sandbox import supervisor

OBSERVE = (
    "from IPython.display import display\n"
    "display({'application/vnd.course.observation+json': {'value': 1}}, raw=True)"
)
OBSERVATION = {"application/vnd.course.observation+json": {"value": 1}}


def run(engine, *cells):
    result = engine.run(list(cells), {}, {})
    assert len(result.cells) == len(cells)
    return result


# What it is: the limit's name, other limits, the cell.
INTERRUPTED = {
    "sleeping": ("TimeLimit", {"cell_seconds": 1}, "import time; time.sleep(60)"),
    "computing": ("TimeLimit", {"cell_cpu_seconds": 0.3}, "while True: pass"),
    "catching every Exception": (
        "TimeLimit",
        {"cell_seconds": 1},
        "while True:\n    try:\n        import time; time.sleep(60)\n    except Exception: pass",
    ),
    "awaiting": (
        "TimeLimit",
        {"cell_seconds": 1},
        "import asyncio\nawait asyncio.sleep(60)",
    ),
    "waiting for a thread": (
        "TimeLimit",
        {"cell_seconds": 1},
        "import threading; threading.Event().wait(60)",
    ),
    "array": ("MemoryLimit", {}, "import numpy; numpy.ones(10**9)"),
    "tensor": ("MemoryLimit", {}, "import torch; torch.ones(10**9)"),
    "list": ("MemoryLimit", {}, "x = [0]\nwhile True: x += x"),
    "big file": ("FileLimit", {}, "open('f', 'wb').write(bytes(8 * 2**20))"),
    "full folder": (
        "FileLimit",
        {},
        "for i in range(9): open(f'/tmp/{i}', 'wb').write(bytes(10**6))",
    ),
    "threads": (
        "ProcessLimit",
        {},
        """
import threading
stop = threading.Event()
try:
    for _ in range(400): threading.Thread(target=stop.wait).start()
finally:
    stop.set()""",
    ),
    "stopping itself": (
        "TimeLimit",
        {"cell_seconds": 1},
        "import os, time; os.kill(os.getpid(), 19); time.sleep(60)",
    ),
    "fork bomb": (  # bounded by the kernel, so that it can be ended like any endless loop
        "TimeLimit",
        {"cell_seconds": 1},
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
    ),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", INTERRUPTED)
def test_only_the_cell_is_lost(tight, case):
    """The kernel or a timer ends the cell from inside; later cells count, with state kept."""
    name, limits, cell = INTERRUPTED[case]
    result = run(tight(**limits), "kept = 1", cell, f"print(kept)\n{OBSERVE}")
    if str(result.cells[2].error).startswith("not run: "):
        # Where the processes keep the machine too busy, the watcher ends the notebook.
        assert case in ("threads", "fork bomb")
        return
    assert [p.split(": ")[:2] for p in result.problems] == [["cell 2", name]]
    assert name in [o.get("ename") for o in result.cells[1].outputs]
    assert result.cells[2].error is None
    assert result.cells[2].outputs[0]["text"] == "1\n"
    assert result.cells[2].outputs[1]["data"] == OBSERVATION


KILLED = {
    "deaf": (
        "TimeLimit",
        {"cell_seconds": 1},
        "import time\nwhile True:\n    try: time.sleep(60)\n    except BaseException: pass",
    ),
    "timers off": (
        "TimeLimit",
        {"cell_seconds": 1},
        "import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0); time.sleep(60)",
    ),
    "children that compute": (
        "TimeLimit",
        {"cell_cpu_seconds": 0.3},
        "import os, time\nfor _ in range(2):\n    if os.fork() == 0:\n        while True: pass\n"
        "time.sleep(60)",
    ),
    "children that fill memory": (
        "MemoryLimit",
        {},
        "import os, time\nfor _ in range(4):\n    if os.fork() == 0:\n"
        "        x = bytearray(200 * 2**20); time.sleep(60)\ntime.sleep(60)",
    ),
    "flood": (
        "OutputLimit",
        {},
        "import os\nwhile True: os.write(200, b'x' * 60000)",
    ),
}


@pytest.fixture
def impatient(monkeypatch):
    """Less time than usual to end by itself."""
    monkeypatch.setattr(supervisor, "GRACE_SECONDS", 0.5)


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("case", KILLED)
def test_what_evades_a_limit_ends_the_notebook_but_not_the_batch(tight, say, case):
    name, limits, cell = KILLED[case]
    engine = tight(**limits)
    begun = time.monotonic()
    result = run(engine, "print('before')", cell, "print('after')")
    assert time.monotonic() - begun < 60
    assert result.cells[0].outputs[0]["text"] == "before\n"
    assert [o["ename"] for o in result.cells[1].outputs] == [name]
    assert result.cells[2].outputs == []
    assert result.cells[2].error.startswith(f"not run: {name}: ")
    assert len(result.problems) == 1
    assert result.problems[0].startswith(f"cell 2: {name}: ")
    assert say(engine, "print('next')") == "next\n"


def test_time_of_the_whole_notebook(tight):
    cells = ["import time; time.sleep(0.2)"] * 8
    result = run(tight(notebook_seconds=0.7), *cells)
    assert result.cells[0].error is None
    assert result.cells[-1].error.startswith(
        "not run: TimeLimit: a notebook may take 0.7 s"
    )
    assert "TimeLimit" in result.problems[0]


def test_cpu_of_the_whole_notebook(tight):
    cell = "import time\nend = time.process_time() + 0.25\nwhile time.process_time() < end: pass"
    result = run(tight(notebook_cpu_seconds=0.6), *[cell] * 24)
    assert result.cells[0].error is None
    assert result.cells[-1].error.startswith(
        "not run: TimeLimit: a notebook may take 0.6 s of CPU"
    )


def test_a_chatty_cell_keeps_its_points(tight):
    chatty = f"print('y' * 10**6)\n{OBSERVE}\nprint('z' * 10**6)\n1 + 1"
    result = run(tight(), chatty, "print('next')")
    assert OBSERVATION in [o.get("data") for o in result.cells[0].outputs]
    assert result.cells[0].error is None
    assert "OutputLimit" in result.cells[0].outputs[-1]["text"]
    assert sum(len(str(o)) for o in result.cells[0].outputs) < 30_000
    assert [p[:19] for p in result.problems] == ["cell 1: OutputLimit"]
    assert result.cells[1].outputs[0]["text"] == "next\n"


@pytest.mark.parametrize(
    "cell",
    [
        "while True: print('on and on')",
        "import sys\nwhile True: print('a'); print('b', file=sys.stderr)",
    ],
)
def test_an_endless_print_is_ended_by_time_not_by_memory(tight, cell):
    result = run(tight(cell_seconds=0.7), cell, "print('next')")
    assert sorted(p.split(": ")[1] for p in result.problems) == [
        "OutputLimit",
        "TimeLimit",
    ]
    assert result.cells[1].outputs[0]["text"] == "next\n"


def test_output_of_the_whole_notebook(tight):
    result = run(tight(), *["print('y' * 15_000)"] * 6, OBSERVE)
    assert len(result.problems) == 3
    assert result.cells[6].outputs[0]["data"] == OBSERVATION


def test_many_observations_are_bounded_too(tight):
    many = f"{OBSERVE.splitlines()[0]}\nfor _ in range(1000): {OBSERVE.splitlines()[1]}"
    result = run(tight(), many, "print('next')")
    assert 100 < len(result.cells[0].outputs) < 300
    assert [p[:19] for p in result.problems] == ["cell 1: OutputLimit"]


def test_a_long_error_is_cut(tight):
    result = run(tight(), "raise ValueError('e' * 10**6)", "print('next')")
    error = result.cells[0].outputs[0]
    assert error["ename"] == "ValueError"
    assert len(error["evalue"]) == 1000
    assert result.cells[1].error is None


def test_drawing_again_and_again_counts_once(tight):
    source = """
from IPython.display import clear_output, display
for i in range(50):
    clear_output(wait=True); print(str(i) * 1000)
handle = display('x' * 5000, display_id=True)
for i in range(50): handle.update(str(i % 10) * 5000)"""
    assert run(tight(), source).problems == []


def test_ordinary_use_of_processes_and_threads_is_no_breach(tight):
    source = """
import subprocess, sys, concurrent.futures, multiprocessing, torch
print(subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True, text=True).stdout)
with concurrent.futures.ThreadPoolExecutor(4) as pool: print(sum(pool.map(abs, range(9))))
with multiprocessing.get_context("fork").Pool(2) as pool: print(pool.map(abs, [-1]))
data = torch.utils.data.TensorDataset(torch.arange(8.0))
print(sum(batch[0].sum() for batch in torch.utils.data.DataLoader(data, 2, num_workers=1)))"""
    result = run(tight(), source)
    assert result.problems == []
    assert result.cells[0].outputs[0]["text"].split() == [
        "1",
        "36",
        "[1]",
        "tensor(28.)",
    ]


@pytest.fixture(params=["by the watcher", "by a control group"])
def counted(request, tight):
    """The tight engine, its processor time counted in the one way or the other."""
    engine = tight()
    groups = engine._groups
    if request.param == "by the watcher":
        engine._groups = None
    elif groups is None:
        pytest.skip("this user may make no control groups here")
    yield tight
    engine._groups = groups


UNSEEN_CHILDREN = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody will wait for them
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.2
        while time.process_time() < end: pass
        os._exit(0)
    try: os.wait()
    except ChildProcessError: pass"""


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_time_of_children_nobody_waits_for_is_counted(counted):
    engine = counted(cell_cpu_seconds=0.5, notebook_cpu_seconds=100)
    result = run(engine, UNSEEN_CHILDREN, "print('after')")
    assert result.problems == ["cell 1: TimeLimit: a cell may take 0.5 s of CPU"]


SHORT_CHILDREN = """
import os, time
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.005
        while time.process_time() < end: pass
        os._exit(0)
    os.wait()"""


@pytest.mark.slow
@pytest.mark.usefixtures("impatient")
def test_time_of_children_too_short_to_be_seen_is_counted(counted):
    engine = counted(cell_cpu_seconds=0.5, notebook_cpu_seconds=100)
    result = run(engine, SHORT_CHILDREN, "print('after')")
    assert [p.split(": ")[:2] for p in result.problems] == [["cell 1", "TimeLimit"]]


BIG = """
import os, sys
fill = "x = bytearray(900 << 20); import time; time.sleep(60)"
os.execv(sys.executable, [sys.executable, "-S", "-c", fill])"""


def test_memory_of_a_process_that_executes_another_program(tight):
    result = run(tight(), "print('before')", BIG)
    assert [o["ename"] for o in result.cells[1].outputs] == ["MemoryLimit"]


SOCKETS = """
import os, socket, time
for _ in range(5):
    if os.fork() == 0: break
held = []
try:
    while True:
        pair = socket.socketpair()
        held.append(pair)
        pair[0].setblocking(False)
        try:
            while True: pair[0].send(bytes(4096))
        except BlockingIOError: pass
except OSError: pass
time.sleep(60)"""


def test_memory_in_sockets(tight):
    result = run(tight(), "print('before')", SOCKETS, "print('after')")
    assert [o["ename"] for o in result.cells[1].outputs] == ["MemoryLimit"]


def test_a_process_may_have_any_name(tight):
    source = """
import ctypes, time
ctypes.CDLL(None).prctl(15, b"\\xff) \\n(\\xfe", 0, 0, 0)
end = time.monotonic() + 0.3
while time.monotonic() < end: pass
print("here")"""
    result = run(tight(), source)
    assert result.cells[0].outputs[0]["text"] == "here\n"


ENDS_UNREAD = """
import os, select
from sandbox.inside import reporting
honest = reporting.record
def record(*arguments):
    os.write(200, honest(*arguments))
    select.select([200], [], [])  # until the next cell has come
    os._exit(0)
reporting.record = record
"""


def test_what_was_reported_counts_though_the_process_ends_with_a_cell_unread(tight):
    result = run(tight(), "print('before')", f"{ENDS_UNREAD}\n{OBSERVE}", "1", "2")
    assert result.cells[0].outputs[0]["text"] == "before\n"
    assert result.cells[1].outputs[0]["data"] == OBSERVATION
    assert result.cells[2].error == "Ended: the process came to an end"
    assert result.cells[3].error.startswith("not run: Ended")


# The process inside keeps no account any more, and each cell answers for itself.
LIES = """
import json
from sandbox.inside import reporting
def record(index, *_):
    return json.dumps({"cell": index, "whole": True, "outputs": outputs}).encode() + b"\\n"
reporting.record = record
"""
FLOODS = {
    "text": "[{'output_type': 'stream', 'name': 'stdout', 'text': ['x' * 40_000]}]",
    "reports": "[{'output_type': 'display_data', 'metadata': {},"
    " 'data': {'application/vnd.course.observation+json': 'x' * 900}}] * 40",
    "values": "[{'output_type': 'display_data', 'metadata': {},"
    " 'data': {'application/json': [[]] * 10_000}}]",
}


@pytest.mark.parametrize("flood", FLOODS)
def test_budgets_are_kept_outside(tight, flood):
    engine = tight()
    cells = [f"outputs = {FLOODS[flood]}\n{LIES}", *["1"] * 120]
    result = run(engine, *cells)
    assert "OutputLimit" in result.problems[0]
    assert result.cells[-1].outputs == []
    kept = sum(len(str(cell.outputs)) for cell in result.cells)
    limits = engine.limits
    bytes_kept = limits.notebook_output_bytes + limits.notebook_reported_bytes
    assert kept < bytes_kept + 2 * supervisor.MOST_OVERDRAWN
