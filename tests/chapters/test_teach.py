"""The instructors' page: what it lets people type does what it says."""

import os
import re
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime

import pytest

from tests.conftest import ROOT

COLLECTED = 1_780_000_000  # when the archive came in, in seconds since 1970


def test_collecting_by_the_shell_takes_the_time_of_the_archive(tmp_path):
    """A time that the student packed is left out."""
    if shutil.which("unzip") is None:
        pytest.skip("unzip is not installed")
    page = (ROOT / "chapters" / "teach.md").read_text("utf-8")
    blocks = re.findall(r"```bash\n(.*?)```", page, re.DOTALL)
    (loop,) = [block for block in blocks if "unzip" in block]
    archive = tmp_path / "downloads" / "ada.zip"
    archive.parent.mkdir()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("01-model.ipynb", "{}")
        packed.writestr("timestamp.txt", "1999-01-01 00:00:00 UTC")
    os.utime(archive, (COLLECTED, COLLECTED))
    subprocess.run(["bash", "-ec", loop], cwd=tmp_path, check=True)
    folder = tmp_path / "classroom/submitted/ada/linear_regression"
    assert (folder / "01-model.ipynb").read_text() == "{}"
    came_in = datetime.fromtimestamp(COLLECTED, UTC)
    wanted = f"{came_in:%Y-%m-%d %H:%M:%S} UTC"
    assert (folder / "timestamp.txt").read_text().strip() == wanted
