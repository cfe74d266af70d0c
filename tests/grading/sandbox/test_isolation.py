"""Nothing is within reach of a notebook but its own folder. Each attack is also run without the
sandbox, where it must work: an attack that never works shows nothing."""

import os
import shutil
import socket
import subprocess
import sys
import sysconfig
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy
import pytest

import grading
import scaffold
from grading.sandbox import Engine, Limits, Preparation

LIBC = """
import ctypes, os, struct
libc = ctypes.CDLL(None, use_errno=True)
def call(name, *arguments):
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return 'done' if getattr(libc, name)(*wide) != -1 else os.strerror(ctypes.get_errno())
"""

# Each prints "bites" where it works. `where` is a dict of what the fixture `outside` has laid out.
ATTACKS = {
    "tcp": """
import socket
socket.create_connection(("127.0.0.1", where["tcp"]), timeout=5)
print("bites")""",
    "udp": """
import socket
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", where["tcp"]))
print("bites")""",
    "abstract unix socket": """
import socket
socket.socket(socket.AF_UNIX).connect("\\0" + where["abstract"])
print("bites")""",
    "unix socket": """
import socket
socket.socket(socket.AF_UNIX).connect(where["socket"])
print("bites")""",
    "write outside": """
open(where["folder"] + "/written", "w").write("x")
print("bites")""",
    "write to the libraries": """
import numpy, os
path = os.path.dirname(numpy.__file__) + "/" + where["token"]
open(path, "w").close(); os.remove(path)
print("bites")""",
    "write to the given code": """
import os, scaffold
path = os.path.dirname(scaffold.__file__) + "/" + where["token"]
open(path, "w").close(); os.remove(path)
print("bites")""",
    "read a file": "assert where['secret'] in open(where['file']).read(); print('bites')",
    "read the project": "open(where['project'] + '/pyproject.toml'); print('bites')",
    "read the home folder": "open(where['home']); print('bites')",
    "read the users": "open('/etc/passwd'); print('bites')",
    "import the project": "import grading.sandbox; print('bites')",
    "import the solutions": "import solutions.linear_regression.model; print('bites')",
    "environment": "import os; assert where['token'] in os.environ.values(); print('bites')",
    "environment of others": """
import glob
for path in glob.glob("/proc/[0-9]*/environ"):
    try:
        if where["token"].encode() in open(path, "rb").read():
            print("bites"); break
    except OSError: pass""",
    "command lines": """
import glob
assert any(b"pytest" in open(path, "rb").read() for path in glob.glob("/proc/[0-9]*/cmdline"))
print("bites")""",
    "processes of others": "import os; os.kill(where['pid'], 0); print('bites')",
    "the parent process": "import os; os.kill(os.getppid() or -2, 0); print('bites')",
    "a user namespace": LIBC
    + "print('bites' if call('unshare', 0x10000000) == 'done' else 'no')",
    "clone into namespaces": LIBC
    + """
number = 56 if os.uname().machine == "x86_64" else 220
pid = libc.syscall(*map(ctypes.c_long, (number, 0x10000000 | 0x40000000 | 17, 0, 0, 0, 0)))
if pid == 0: os._exit(0)
print("bites" if pid > 0 else "no")""",
    "mount": LIBC
    + """
call("unshare", 0x10000000 | 0x20000)
print("bites" if call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None) == "done" else "no")""",
    "memory in no file": "import os; os.memfd_create('m'); print('bites')",
    "memory shared without a file": "import mmap; mmap.mmap(-1, 4096); print('bites')",
    "shared memory segments": LIBC
    + """
segment = libc.shmget(0, 4096, 0o1600)
print('bites' if segment >= 0 else '')
libc.shmctl(segment, 0, None)  # or it would outlive this process""",
    "trace": LIBC + "print('bites' if call('ptrace', 0, 0, 0, 0) == 'done' else 'no')",
    "keys": LIBC
    + """
number = 250 if os.uname().machine == "x86_64" else 219
print("bites" if call("syscall", number, 0, -3, 1) == "done" else "no")""",
    "devices": "open('/dev/zero'); print('bites')",
    "the engine's control socket": """
import os, socket
for fd in range(3, 200):
    try: socket.socket(fileno=os.dup(fd)).getsockname(); print("bites")
    except OSError: pass""",
}
# Those that do not work without the sandbox either, for the reason given.
HARMLESS_ANYWAY = {
    "the engine's control socket": "each fork closes what it has inherited"
}
# Without the sandbox these need an installation of one's own.
for name, module in (
    ("write to the libraries", numpy),
    ("write to the given code", scaffold),
):
    if not os.access(Path(module.__file__).parent, os.W_OK):
        HARMLESS_ANYWAY[name] = "the files are somebody else's"


@pytest.fixture(scope="module")
def outside(tmp_path_factory, unsafe):
    """Things that no notebook may reach, and where they are."""
    folder = tmp_path_factory.mktemp("outside")
    token = os.environ["INSTRUCTOR_TOKEN"]
    (folder / "file").write_text(f"secret-{token}")
    at_home = Path.home() / f".{token}"
    at_home.touch()
    tcp = socket.create_server(("127.0.0.1", 0))
    abstract, named = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
    abstract.bind(f"\0{token}")
    named.bind(str(folder / "socket"))
    for listening in (abstract, named):
        listening.listen()
    with tcp, abstract, named:
        yield {
            "folder": str(folder),
            "file": str(folder / "file"),
            "secret": f"secret-{token}",
            "socket": str(folder / "socket"),
            "abstract": token,
            "token": token,
            "tcp": tcp.getsockname()[1],
            "project": str(Path(grading.__file__).parent.parent),
            "home": str(at_home),
            "pid": os.getpid(),
        }
    at_home.unlink()


@pytest.fixture(scope="module")
def other():
    """Another sandbox, at work at the same time."""
    with Engine() as engine:
        yield engine


def attack(engine, name, outside):
    run = engine.run([f"where = {outside!r}", ATTACKS[name]], {}, {})
    return "bites" in "".join(o.get("text", "") for o in run.cells[1].outputs)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack_bites_only_without_the_sandbox(name, engine, unsafe, outside):
    if sys.platform == "linux" and name not in HARMLESS_ANYWAY:
        assert attack(unsafe, name, outside), "the attack itself does not work"
    assert not attack(engine, name, outside)


def test_environment_is_what_the_run_gives_and_a_few_settings(engine, say):
    names = say(
        engine, "import os; print(*os.environ)", env={"CHECK_SEED": "7"}
    ).split()
    known = {"CHECK_SEED", "HOME", "LANG", "PATH", "PYTHONPATH", "TERM", "PWD"}
    ours = (
        "OMP_",
        "OPENBLAS_",
        "MKL_",
        "KMP_",
        "PYTHON",
        "GLIBC_",
        "MPL",
        "IPYTHON",
        "CLICOLOR",
    )
    assert [n for n in names if n not in known and not n.startswith(ours)] == [
        "FORCE_COLOR",
        "PAGER",
        "GIT_PAGER",
    ]


@pytest.mark.slow
def test_only_the_notebooks_own_folders_can_be_written(engine, say):
    source = """
import os
for folder, folders, _ in os.walk("/"):
    if os.access(folder, os.W_OK): print(folder)"""
    writable = say(engine, source).split()
    assert set(writable) == {"/notebook", "/tmp", "/dev/shm"}


def test_nothing_of_the_project_is_anywhere(engine, say, outside):
    """Of its folder, at most the way to an environment inside it exists."""
    source = """
import os
inside = os.listdir(where) if os.path.exists(where) else []
print([name for name in inside if not sys.prefix.startswith(os.path.join(where, name))])
print(sorted(os.listdir("/packages")))"""
    assert say(
        engine, f"import sys; where = {outside['project']!r}", source
    ).splitlines() == [
        "[]",
        "['sandbox', 'scaffold']",
    ]


def test_no_network_interface_but_the_loopback_which_is_down(engine, say):
    source = """
import socket
print([name for _, name in socket.if_nameindex()])
try: socket.getaddrinfo("example.org", 80)
except socket.gaierror: print("no names")
try: socket.socket(40)
except OSError as e: print("no vsock", e.errno)
with socket.socket() as s: s.bind(("0.0.0.0", 0)); print("own namespace")"""
    assert say(engine, source).splitlines() == [
        "['lo']",
        "no names",
        "no vsock 1",
        "own namespace",
    ]


def test_no_capability_is_held_or_can_be_had(engine, say):
    source = (
        LIBC
        + """
held = ctypes.create_string_buffer(24)
print(call("capget", struct.pack("Ii", 0x20080522, 0), held), any(held.raw))
print([c for c in range(41) if libc.prctl(23, c, 0, 0, 0) == 1])  # the bounding set
print(libc.prctl(39, 0, 0, 0, 0), libc.prctl(21, 0, 0, 0, 0))  # no new privileges, filtered
print(os.getuid(), os.getresgid())
try: os.setuid(0)
except OSError as e: print(e.strerror)"""
    )
    expected = [
        "done False",
        "[]",
        "1 2",
        "1000 (1000, 1000, 1000)",
        "Function not implemented",
    ]
    assert say(engine, source).splitlines() == expected


@pytest.mark.parametrize(
    "arguments",
    [
        "'umount2', b'/proc', 0",
        "'umount2', b'/notebook', 2",
        "'mount', None, b'/', None, 32, None",
        "'mount', None, b'/usr', None, 32 | 4096, None",
        "'mount', b'/', b'/tmp', None, 4096 | 16384, None",
        "'chroot', b'/tmp'",
        "'setns', 0, 0",
        "'sethostname', b'x', 1",
        "'open_by_handle_at', 0, None, 0",
        "'process_vm_readv', 1, None, 0, None, 0, 0",
    ],
)
def test_mounts_and_namespaces_are_as_they_are(arguments, engine, say):
    assert "Function not implemented" in say(
        engine, f"{LIBC}\nprint(call({arguments}))"
    )


def test_descriptors_are_devnull_and_the_channel(engine, say):
    source = """
import os
for fd in range(1024):
    try: print(fd, os.major(os.fstat(fd).st_rdev))
    except OSError: pass"""
    assert say(engine, source).splitlines() == ["0 1", "1 1", "2 1", "200 0"]


def test_killing_everything_kills_nobody_else(engine, other, say):
    cells = ["import os\nos.kill(-1, 9)", "os.kill(1, 9); print('pid 1 cannot')"]
    run = engine.run(cells, {}, {})
    assert run.cells[1].outputs[0]["text"] == "pid 1 cannot\n"
    assert say(other, "print('alive')") == "alive\n"
    assert say(engine, "print('alive')") == "alive\n"


LISTEN = """
import socket, os
server = socket.socket(socket.AF_UNIX); server.bind("\\0rendezvous"); server.listen()
open("/dev/shm/message", "w").write("hello")
server.settimeout(2)
try: server.accept(); print("met")
except TimeoutError: print("alone")
os.remove("/dev/shm/message")"""
CONNECT = """
import socket, time, os
end, found = time.monotonic() + 1.5, set()
while time.monotonic() < end and len(found) < 2:
    if os.path.exists("/dev/shm/message"): found.add("file")
    try: socket.socket(socket.AF_UNIX).connect("\\0rendezvous"); found.add("socket")
    except OSError: pass
print(*sorted(found))"""


@pytest.mark.slow
def test_siblings_cannot_talk(engine, other, unsafe, say):
    """One listens and leaves a message; the other tries to get at it while the first still runs."""

    def both(listen, connect):
        with ThreadPoolExecutor(2) as pool:
            heard, found = pool.submit(listen), pool.submit(connect)
            return heard.result().split(), found.result().split()

    def in_plain_python():
        return subprocess.run(
            [sys.executable, "-c", LISTEN], capture_output=True, text=True
        ).stdout

    assert both(lambda: say(engine, LISTEN), lambda: say(other, CONNECT)) == (
        ["alone"],
        [],
    )
    found = both(in_plain_python, lambda: say(unsafe, CONNECT))
    assert found == (["met"], ["file", "socket"])


def test_installed_solutions_are_out_of_reach():
    """Whatever is called so among the installed packages is covered, though the rest is there."""
    folder = Path(sysconfig.get_paths()["purelib"], f"solutions_{os.getpid()}")
    module = Path(f"{folder}_too.py")
    look = f"import {folder.name}.answer as a, {module.stem} as b; print(a.ANSWER, b.ANSWER)"
    try:
        folder.mkdir()
        for path in (folder / "answer.py", module):
            path.write_text("ANSWER = 42")
        plain = subprocess.run(
            [sys.executable, "-c", look], capture_output=True, text=True
        )
        assert plain.stdout == "42 42\n"
        with Engine(Limits(), Preparation(hidden=("solutions",))) as engine:
            run = engine.run(
                [look, f"import os; print(os.listdir({str(folder)!r}))"], {}, {}
            )
    except PermissionError:
        pytest.skip("this user cannot install anything")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        module.unlink(missing_ok=True)
    assert run.cells[0].error.startswith("ModuleNotFoundError")
    assert run.cells[1].outputs[0]["text"] == "[]\n"
