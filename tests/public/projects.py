"""The public projects whose own tests are run, each pinned to one source distribution."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Project:
    """A public project that ships its tests in its source distribution.

    Args:
        name: what it is called by pip, and by ``run.py``.
        version: the exact version.
        sha256: of the source distribution.
        packages: the import names of what is traced, in whole.
        needs: what its tests need besides itself, pinned.
        extras: the extras that it is installed with.
        tests: what pytest is given: paths inside of the source distribution, and options.
        untraced: modules inside of the packages that are left alone: tests that are no part of the library, and those
            whose functions ask by ``sys._getframe(1)`` whose frame is around them.
        inherent: differences that no tracer can avoid, from the id of the test to the reason. Nothing else is excused.
    """

    name: str
    version: str
    sha256: str
    packages: tuple[str, ...]
    needs: tuple[str, ...]
    tests: tuple[str, ...]
    extras: str = ""
    untraced: tuple[str, ...] = ()
    inherent: Mapping[str, str] = field(default_factory=dict)


_PYTEST = ("pytest==9.1.1", "pytest-asyncio==1.4.0")
#: The settings of a project ask for coverage, which sees another thing than what is asked here.
_OWN_OPTIONS = ("-o", "addopts=")

_ANYIO = "not uvloop and not trio and not test_subprocesses and not test_to_process and (not test_sockets or refcycles)"

PROJECTS: Mapping[str, Project] = {
    project.name: project
    for project in (
        Project(
            name="aiosqlite",
            version="0.22.1",
            sha256="043e0bd78d32888c0a9ca90fc788b38796843360c855a7262a532813133a0650",
            packages=("aiosqlite",),
            needs=_PYTEST,
            tests=("aiosqlite/tests/smoke.py",),
            untraced=("aiosqlite.tests",),
        ),
        Project(
            name="asyncstdlib",
            version="3.14.0",
            sha256="f99396992a3bba7495d8cf6c832bfe8c8727f61213233d3569a5a9cbd1c04385",
            packages=("asyncstdlib",),
            needs=(*_PYTEST, "typing_extensions==4.15.0"),
            tests=("unittests",),
        ),
        Project(
            name="aiofiles",
            version="25.1.0",
            sha256="a8d728f0a29de45dc521f18f07297428d56992a742f0cd2701ba86e44d23d5b2",
            packages=("aiofiles",),
            needs=_PYTEST,
            tests=("tests",),
        ),
        Project(
            name="janus",
            version="2.0.0",
            sha256="0970f38e0e725400496c834a368a67ee551dc3b5ad0a257e132f5b46f2e77770",
            packages=("janus",),
            needs=_PYTEST,
            tests=("tests", "--ignore=tests/test_benchmarks.py", *_OWN_OPTIONS),
        ),
        Project(
            name="aiostream",
            version="0.8.1",
            sha256="32d180b4ab01ebb2fc59eda7fa59f496895a4d07b32fc57537d1dade2514a8a1",
            packages=("aiostream",),
            needs=_PYTEST,
            tests=("tests", *_OWN_OPTIONS),
        ),
        Project(
            name="async-lru",
            version="2.4.0",
            sha256="b0b0077d9b7596615b3c12d0aad4f6aeccaaa0ac75ceae472608ede89e764c08",
            packages=("async_lru",),
            needs=(*_PYTEST, "pytest-timeout==2.4.0"),
            tests=("tests", *_OWN_OPTIONS),
        ),
        Project(
            name="starlette",
            version="1.10.0",
            sha256="b8399098d4c1e3522734f7235dc79b1fc967f96cf139c81e0fa30479e0685f9b",
            packages=("starlette",),
            needs=(*_PYTEST, "trio", "importlib-metadata", "httpx2[zstd]", "blockbuster", "opentelemetry-sdk"),
            extras="full",
            tests=("tests", "-p", "no:asyncio", *_OWN_OPTIONS),
        ),
        Project(
            name="anyio",
            version="4.16.0",
            sha256="59bb03251907983d1603d27c3087ddb1e93299ea2163adcdba37899a4fb12ffb",
            packages=("anyio",),
            needs=(
                "pytest==9.1.1",
                "pytest-mock",
                "pytest-timeout==2.4.0",
                "blockbuster",
                "hypothesis",
                "psutil",
                "trustme",
                "truststore",
                "uvloop",
            ),
            extras="trio",
            # its own plugin, which its settings name, is to be imported after the one that traces
            # one event loop of three, and without what is slow or, in a container, unsteady even untraced
            tests=("tests", "-k", _ANYIO, *_OWN_OPTIONS, "-p", "anyio"),
            untraced=("anyio._lazyimport",),
        ),
    )
}
