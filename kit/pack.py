"""Make the file to hand in: `python -m kit pack`."""

import zipfile
from pathlib import Path

import nbformat


def pack_notebooks(paths: list[Path], target: Path) -> Path:
    """Zip notebooks into `target`.

    Raises:
        ValueError: if a file is not a notebook; then nothing is written.
    """
    for path in paths:
        try:
            nbformat.read(path, as_version=4)
        except Exception:  # the file may hold anything, and so break anything
            raise ValueError(
                f"{path.name} is not a notebook. Save it again from JupyterLab, or "
                "take a fresh copy from the kit."
            ) from None
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in paths:
            archive.write(path, path.name)
    return target
