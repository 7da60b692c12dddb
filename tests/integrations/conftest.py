"""Test runs in processes of their own, with the plugins that are named and no others."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import corotrace

SOURCE = Path(corotrace.__file__).parents[1]
PLUGIN = "corotrace.integrations.pytest_plugin"
#: A program that the tests of these runs test.
SHOP = """
    import asyncio
    from corotrace import note, traced

    @traced
    async def pay(card):
        await asyncio.sleep(0)
        if card == "stolen":
            raise ValueError("declined")
        return "paid"

    @traced
    async def pack(item):
        await asyncio.sleep(0)
        return item

    @traced
    async def checkout(card="visa"):
        return await asyncio.gather(pay(card), pack("book"), pack("pen"))
"""

Run = Callable[..., pytest.RunResult]
Files = Callable[[], dict[str, str]]


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the tests of the directory; corotrace is found there, but not as an installed plugin."""
    monkeypatch.setenv("PYTHONPATH", str(SOURCE))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    for name in ("CI", "COROTRACE_PLANTUML_URL", "PYTEST_ADDOPTS", "PYTEST_XDIST_WORKER"):
        monkeypatch.delenv(name, raising=False)
    pytester.makepyfile(shop=SHOP)

    def run(*arguments: str, plugins: tuple[str, ...] = (PLUGIN,)) -> pytest.RunResult:
        for plugin in plugins:
            pytest.importorskip(plugin.partition(".")[0])
        named = [part for plugin in plugins for part in ("-p", plugin)]
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", "-W", "error", *named, *arguments)

    return run


@pytest.fixture
def files(pytester: pytest.Pytester) -> Files:
    """What stands in the directory ``out``: the names of the files, and their texts."""

    def read() -> dict[str, str]:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted((pytester.path / "out").glob("*"))}

    return read


@pytest.fixture
def python(pytester: pytest.Pytester) -> Callable[..., str]:
    """Runs Python code in a process of its own, and gives what it prints."""

    def run(code: str, *path: Path) -> str:
        prepare = f"import sys; sys.path[:0] = {[str(one) for one in path]!r}; "
        done = subprocess.run([sys.executable, "-c", prepare + code], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run
