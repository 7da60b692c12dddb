"""Scripts, modules, packages, directories and archives; what of them is traced."""

import zipapp
from pathlib import Path

import pytest

from tests.integrations.running.kit import names, plain, recorded, trace_in

SHOWS = """
import asyncio, sys
from {helper} import work
async def main():
    return await work()
print(__name__, __file__, __spec__ and (__spec__.name, __spec__.origin), __package__, sys.argv, sys.path[0], __loader__.__class__)
print(sorted(globals()))
if __name__ == "__main__":
    print(asyncio.run(main()))
    if sys.argv[1:] == ["fail"]:
        1 / 0
"""
HELPER = "async def work():\n    return 5\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    package = tmp_path / "shop"
    package.mkdir()
    (package / "__init__.py").write_text("async def first(): ...\n")
    (package / "__main__.py").write_text(SHOWS.format(helper="shop.cart"))
    (package / "cart.py").write_text(HELPER)
    (package / "tool.py").write_text(SHOWS.format(helper="shop.cart"))
    (tmp_path / "script.py").write_text(SHOWS.format(helper="shop.cart"))
    app = tmp_path / "app"
    app.mkdir()
    (app / "__main__.py").write_text(SHOWS.format(helper="helper"))
    (app / "helper.py").write_text(HELPER)
    zipapp.create_archive(app, tmp_path / "app.pyz")
    (tmp_path / "link.py").symlink_to("shop/tool.py")
    return tmp_path


@pytest.mark.parametrize("last", ["works", "fail"])
@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["script.py"], ["__main__.main", "shop.cart.work"]),
        (["./script.py"], ["__main__.main", "shop.cart.work"]),
        (["shop/../script.py"], ["__main__.main", "shop.cart.work"]),
        (["-m", "shop"], ["__main__.main", "shop.cart.work"]),
        (["-m", "shop.tool"], ["__main__.main", "shop.cart.work"]),
        (["-m", "script"], ["__main__.main", "shop.cart.work"]),
        (["app"], ["__main__.main", "helper.work"]),
        (["app/"], ["__main__.main", "helper.work"]),
        (["app.pyz"], ["__main__.main", "helper.work"]),
        (["link.py"], ["__main__.main", "shop.cart.work"]),
    ],
)
def test_a_target_runs_as_it_does_plainly(words: list[str], expected: list[str], last: str, tree: Path) -> None:
    env = {"PYTHONPATH": f"{plain_path()}:{tree}"} if words == ["link.py"] else {}
    alone, ours = plain([*words, last], tree, **env), recorded([*words, last], tree, **env)
    assert ours == alone
    assert alone.code == (last == "fail")
    assert names(trace_in(tree)) == expected[: 1 if words == ["link.py"] else None] or words == ["link.py"]
    assert not list(tree.rglob("__pycache__"))


def plain_path() -> str:
    from tests.integrations.running.kit import HOME

    return str(HOME)


@pytest.mark.parametrize(
    "words",
    [["-m", "no_such_module"], ["-m", "shop.nothing"], ["-m", "raises"], ["-m", "broken"], ["broken.py"], ["empty"],
     ["relative.py"], ["killed.py"]],
    ids=" ".join,
)  # fmt: skip
def test_what_cannot_run_says_so_as_python_does_and_nothing_more(words: list[str], tree: Path) -> None:
    (tree / "empty").mkdir()
    (tree / "relative.py").write_text("from . import shop\n")
    (tree / "killed.py").write_text("import os\nos.kill(os.getpid(), 9)\n")
    (tree / "raises.py").write_text("async def f(): ...\nraise ValueError\n")
    (tree / "broken.py").write_text("async def f(: ...\n")
    alone, ours = plain(words, tree), recorded(words, tree)
    assert ours == alone
    assert ours.code in (1, -9)


@pytest.mark.parametrize("flags", [["-P"], ["-O"], ["-I"], ["-W", "error"], ["-X", "dev"], ["-X", "utf8"], ["-u"]])
def test_the_interpreter_s_options_are_the_program_s(flags: list[str], tree: Path) -> None:
    (tree / "flags.py").write_text(
        "import sys, asyncio\nasync def main(): return sys.flags, sys.warnoptions, __debug__\n"
        "print(asyncio.run(main()), sys.path[0].endswith('lib'), sorted(sys._xoptions))\n"
    )
    if "-I" in flags:
        pytest.skip("corotrace is not installed where these tests run")
    alone, ours = plain(["flags.py"], tree, *flags), recorded(["flags.py"], tree, *flags)
    assert ours == alone


def test_no_cache_is_written_for_code_that_is_traced(tree: Path) -> None:
    recorded(["script.py"], tree, PYTHONDONTWRITEBYTECODE="")
    assert not list(tree.glob("shop/__pycache__/*"))
    plain(["script.py"], tree, PYTHONDONTWRITEBYTECODE="")
    cached = {path: path.read_bytes() for path in tree.glob("shop/__pycache__/*")}
    assert cached
    recorded(["script.py"], tree, PYTHONDONTWRITEBYTECODE="")
    assert names(trace_in(tree)) == ["__main__.main", "shop.cart.work"]
    assert {path: path.read_bytes() for path in tree.glob("shop/__pycache__/*")} == cached


def test_a_file_that_is_not_there_is_said_before_anything_runs(tree: Path) -> None:
    ours = recorded(["nothing.py"], tree)
    assert (ours.code, ours.err) == (2, "corotrace: cannot run 'nothing.py': there is no such file\n")
