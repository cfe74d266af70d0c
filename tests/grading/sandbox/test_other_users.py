"""The sandbox's own tests pass for an ordinary user, too, where root runs these.

What an ordinary user could not reach, such as an interpreter in root's home, is opened
for this test alone, in a mount namespace of its own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

SOMEBODY = "54321"  # a user and group that nobody has
TOOLS = ("unshare", "setpriv", "mount")
TESTED = (
    "test_engine.py",
    "test_isolation.py",
    "test_limits.py",
    "test_containment.py",
)

# Empties the home that only root may enter, and puts back the interpreter's folder.
OPEN_THE_WAY = """
set -e
if [ -n "$CLOSED" ]; then
    mkdir "$ASIDE/python"
    mount --bind "$PYTHON" "$ASIDE/python"
    mount -t tmpfs -o mode=755 tmpfs "$CLOSED"
    mkdir -p "$PYTHON"
    mount --bind "$ASIDE/python" "$PYTHON"
fi
exec setpriv --reuid "$SOMEBODY" --regid "$SOMEBODY" --clear-groups "$@"
"""


def closed_folder(path):
    """The topmost folder on the way to a path that others may not enter."""
    for folder in [*reversed(path.parents), path]:
        if not folder.stat().st_mode & 0o001:
            return str(folder)
    return ""


def why_not(root):
    """Why this cannot be tried here; empty if it can."""
    if os.geteuid() != 0:
        return "these tests are run by an ordinary user anyway"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        return f"{', '.join(missing)} is not installed"
    for path in (root, Path(sys.prefix)):
        if closed_folder(path):
            return f"{closed_folder(path)} holds the project and is closed to others"
    return ""


@pytest.fixture
def home():
    """A folder that others can reach, unlike those that pytest makes."""
    with tempfile.TemporaryDirectory() as folder:
        yield folder


def test_an_ordinary_user_is_confined_as_well(root, home, tmp_path_factory):
    reason = why_not(root)
    if reason:
        pytest.skip(reason)
    python = Path(sys.base_prefix)
    os.chown(home, int(SOMEBODY), int(SOMEBODY))
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": home,
        "TMPDIR": home,
        "PYTHONPATH": str(root),
        "PYTHONDONTWRITEBYTECODE": "1",
        "SOMEBODY": SOMEBODY,
        "PYTHON": str(python),
        "CLOSED": closed_folder(python),
        "ASIDE": str(tmp_path_factory.mktemp("aside")),
    }
    tests = [str(Path(__file__).with_name(name)) for name in TESTED]
    pytest_call = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-n", "0"]
    shell = ["unshare", "--mount", "sh", "-c", OPEN_THE_WAY, "sh"]
    done = subprocess.run(
        [*shell, *pytest_call, *tests],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
