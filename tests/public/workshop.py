"""A place for a project's tests: its source distribution, unpacked, and a virtual environment to run them in."""

import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
import venv
from dataclasses import dataclass
from pathlib import Path

from projects import Project

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_CACHE = Path(tempfile.gettempdir()) / f"corotrace-public-{os.getuid() if hasattr(os, 'getuid') else 'user'}"


class WorkshopError(Exception):
    """The tests cannot be run: nothing is known of whether tracing harms them."""


@dataclass(frozen=True)
class Workshop:
    """Where a project's tests can be run.

    Args:
        python: the interpreter of its environment.
        source: the unpacked source distribution.
    """

    python: Path
    source: Path


def open_workshop(project: Project, cache: Path) -> Workshop:
    """Make a place for a project, or use the one that was made before; corotrace is put there anew each time.

    Args:
        project: what to fetch.
        cache: the directory where places are kept.

    Raises:
        WorkshopError: something cannot be fetched or installed, or is not what was pinned.
    """
    home = cache / f"{project.name}-{project.version}-python{sys.version_info[0]}.{sys.version_info[1]}"
    made_as = f"{project!r} {_core_needs()} {sys.version}"
    shop = Workshop(
        home / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python",
        home / f"{project.name.replace('-', '_')}-{project.version}",
    )
    mark = home / "made_as"
    if not mark.exists() or mark.read_text() != made_as:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        _unpack(_fetch(project, home), project, home)
        venv.create(home / "venv", with_pip=True)
        extras = f"[{project.extras}]" if project.extras else ""
        _pip(shop.python, "install", "-e", f"{shop.source}{extras}", *project.needs, *_core_needs())
        mark.write_text(made_as)
    _install_corotrace(shop)
    return shop


def _fetch(project: Project, home: Path) -> Path:
    wanted = f"{project.name}=={project.version}"
    _pip(Path(sys.executable), "download", "--no-deps", "--no-binary", ":all:", "--dest", str(home), wanted)
    found = list(home.glob("*.tar.gz"))
    if len(found) != 1:
        raise WorkshopError(f"cannot download {wanted}: there is no source distribution of it")
    return found[0]


def _unpack(archive: Path, project: Project, home: Path) -> None:
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != project.sha256:
        raise WorkshopError(f"{archive.name} is not what was pinned: its sha256 is {digest}, not {project.sha256}")
    with tarfile.open(archive) as unpacked:
        # Python 3.11.2 has no filters yet; what is unpacked is pinned by its digest
        unpacked.extraction_filter = getattr(tarfile, "data_filter", lambda member, _path: member)
        unpacked.extractall(home)


def _core_needs() -> list[str]:
    with (CHECKOUT / "pyproject.toml").open("rb") as file:
        needs: list[str] = tomllib.load(file)["project"]["dependencies"]
    return needs


def _install_corotrace(shop: Workshop) -> None:
    """Copy the package as it is now: installing it would fetch the parts that draw, which are not needed."""
    asked = subprocess.run(
        [shop.python, "-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    target = Path(asked.stdout.strip()) / "corotrace"
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(CHECKOUT / "src" / "corotrace", target, ignore=shutil.ignore_patterns("__pycache__", "engine"))


def _pip(python: Path, *arguments: str) -> None:
    done = subprocess.run(
        [python, "-m", "pip", "--disable-pip-version-check", "-q", *arguments],
        capture_output=True, text=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    if done.returncode:
        if "Retrying" in done.stderr or "Could not fetch URL" in done.stderr:
            raise WorkshopError(f"no network: pip cannot reach its registry to {arguments[0]} {arguments[-1]}")
        said = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise WorkshopError(f"pip cannot {arguments[0]} what is needed: {arguments[-1]}\n{said}")
