"""What is recorded, of which functions, and what becomes of it."""

import os
from pathlib import Path

import pytest

from corotrace import Trace
from tests.integrations.running.kit import HOME, environment, execute, names, plain, recorded, trace_in

MAIN = """
import asyncio, functools
import lib.tools
from shop.cart import Cart
def route(function):
    @functools.wraps(function)
    async def wrapper(*args):
        return await function(*args)
    return wrapper
@route
async def handler(n):
    async def nested(): return [x async for x in items(n)]
    return await nested()
async def items(n):
    for item in range(n):
        yield item
def plain(n):
    return list(map(square, squares(n)))
def squares(n):
    yield n
square = lambda n: n * n
async def main():
    plain(2)
    await handler(2)
    await Cart().add("pear")
    await lib.tools.use()
if __name__ == "__main__":
    asyncio.run(main())
"""
CART = """
class Cart:
    def __init__(self): self.goods = []
    async def add(self, good):
        self.goods.append(good)
        return await self.check()
    @classmethod
    async def check(cls): return True
"""
TOOLS = "async def use(): return helps()\ndef helps(): return 1\n"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "app.py").write_text(MAIN)
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "cart.py").write_text(CART)
    installed = tmp_path / "venv" / "site-packages" / "lib"
    installed.mkdir(parents=True)
    (installed / "tools.py").write_text(TOOLS)
    return tmp_path


def run(tree: Path, *options: str) -> list[str]:
    ended = recorded(["app.py"], tree, options=options, PYTHONPATH=f"{HOME}:{tree / 'venv' / 'site-packages'}")
    assert (ended.code, ended.out) == (0, ""), ended.err
    return names(trace_in(tree))


def test_coroutine_functions_and_async_generators_of_the_program_s_own_code(tree: Path) -> None:
    assert run(tree) == [
        "__main__.main", "__main__.route.<locals>.wrapper", "__main__.handler", "__main__.handler.<locals>.nested",
        "__main__.items", "shop.cart.Cart.add", "shop.cart.Cart.check",
    ]  # fmt: skip


def test_plain_functions_too(tree: Path) -> None:
    assert run(tree, "--sync") == [
        "__main__.route", "__main__.main", "__main__.plain", "__main__.squares", "__main__.route.<locals>.wrapper",
        "__main__.handler", "__main__.handler.<locals>.nested", "__main__.items", "shop.cart.Cart.__init__",
        "shop.cart.Cart.add", "shop.cart.Cart.check",
    ]  # fmt: skip


def test_only_what_is_included(tree: Path) -> None:
    assert run(tree, "--include", "shop.*", "--include", "__main__.i*") == [
        "__main__.items", "shop.cart.Cart.add", "shop.cart.Cart.check",
    ]  # fmt: skip


def test_an_installed_package_whose_name_is_written_out(tree: Path) -> None:
    assert run(tree, "--include", "lib.*") == ["lib.tools.use"]
    assert run(tree, "--include", "*.use", "--include", "*.main") == ["__main__.main"]


def test_but_not_what_is_excluded(tree: Path) -> None:
    assert run(tree, "--exclude", "*.wrapper", "--exclude", "shop.*") == [
        "__main__.main", "__main__.handler", "__main__.handler.<locals>.nested", "__main__.items",
    ]  # fmt: skip


def test_a_limit_of_depth_and_of_events_says_what_it_left_out(tree: Path) -> None:
    assert run(tree, "--depth", "1") == ["__main__.main"]
    assert any("left out" in line for line in trace_in(tree).header.left_out)
    assert run(tree, "--max-events", "3") == ["__main__.main", "__main__.route.<locals>.wrapper", "__main__.handler"]
    assert "further events" in trace_in(tree).to_puml() or "left out" in trace_in(tree).to_puml()


def test_values_and_the_title(tree: Path) -> None:
    run(tree)
    assert trace_in(tree).header.title == "app.py"
    run(tree, "--values", "none", "--title", "Shop")
    assert "pear" not in trace_in(tree).to_puml()
    assert trace_in(tree).header.title == "Shop"


def test_a_program_in_which_nothing_is_called_says_so(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("def main(): return 1\nmain()\n")
    ended = recorded(["app.py"], tmp_path)
    assert ended.code == 0
    assert ended.err == (
        "corotrace: nothing was recorded of 'app.py': no coroutine function of its own code was called; --sync records "
        "plain functions too\n"
    )


@pytest.mark.parametrize("options", [(), ("--processes",)])
@pytest.mark.parametrize("end", ["sys.exit(3)", "os._exit(3)", "os.execv('/bin/sh', ['sh', '-c', 'exit 3'])"])
def test_why_nothing_was_recorded_is_said_as_far_as_it_is_known(
    end: str, options: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "app.py").write_text(f"import os, sys\n{end}\n")
    ended = recorded(["app.py"], tmp_path, options=options)
    assert ended.code == 3
    why = ": no coroutine function of its own code was called" if "sys" in end else " before its recording broke off"
    assert ended.err.startswith(f"corotrace: nothing was recorded of 'app.py'{why}")


def test_a_view_of_what_was_run(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import asyncio\nasync def main(): ...\nasyncio.run(main())\n")
    command = ["-m", "corotrace", "run", "-o", "x.puml", "--view", "timing", "app.py"]
    assert execute(command, tmp_path, [], environment()).code == 0
    assert '\nconcise "main()  ' in (tmp_path / "x.puml").read_text(encoding="utf-8")


def test_a_recording_that_cannot_be_written_is_kept(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import asyncio\nasync def main(): ...\nasyncio.run(main())\n")
    (tmp_path / "app.jsonl").write_text("somebody's own")
    command = [
        "-m",
        "corotrace",
        "run",
        "-o",
        "x.svg",
        "--engine",
        "server",
        "--server",
        "http://127.0.0.1:1",
        "app.py",
    ]
    ended = execute(command, tmp_path, [], environment())
    assert ended.code == 1
    assert ended.err.endswith("; the recording is in 'app-2.jsonl'\n")
    assert names(Trace.load(tmp_path / "app-2.jsonl")) == ["__main__.main"]
    assert (tmp_path / "app.jsonl").read_text() == "somebody's own"


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["-o", "nowhere/x.svg", "app.py"], "such file or directory; create the directory 'nowhere' first\n"),
        (["-o", "x.svg", "-o", "folder.svg", "app.py"], "'folder.svg': Is a directory; name a file in it\n"),
        (["-o", "folder.jsonl", "app.py"], "'folder.jsonl': Is a directory; name a file in it\n"),
        (["-o", "pipe.jsonl", "app.py"], "'pipe.jsonl': it is no regular file; name another one\n"),
        (["-o", "/proc/x.svg", "app.py"], "cannot write '/proc/x.svg': "),
        (["-o", "x.gif", "app.py"], "cannot write 'x.gif': use one of"),
        (["-o", "x.svg"], "name a script, or a module after -m"),
        (["-o", "x.svg", "--max-events", "0", "app.py"], "'0' is no whole number from 1 on"),
        (["-o", "x.svg", "nothing.py"], "cannot run 'nothing.py': there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_before_the_program_runs(words: list[str], message: str, tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("print('ran')\n")
    for name in ("folder.svg", "folder.jsonl"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "pipe.jsonl")
    before = {*tmp_path.iterdir()}
    ended = execute(["-m", "corotrace", "run", *words], tmp_path, [], environment())
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err
    assert ended.err.count("\n") == 1
    assert {*tmp_path.iterdir()} == before


def test_options_of_the_program_are_the_program_s(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("import asyncio, sys\nasync def main(): print(sys.argv)\nasyncio.run(main())\n")
    for words in (["app.py"], ["--", "app.py"], ["-m", "app"]):
        command = [
            "-m",
            "corotrace",
            "run",
            "-o",
            "-",
            "--format",
            "txt",
            *words,
            "-o",
            "x",
            "--title",
            "--",
            "-m",
            "y",
        ]
        ended = execute(command, tmp_path, [], environment())
        first, *tree = ended.out.splitlines()
        assert first.endswith("app.py', '-o', 'x', '--title', '--', '-m', 'y']")
        assert tree[1].startswith("1 call in ")


def test_each_function_of_the_same_def_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text("""
import asyncio
def make(n, default):
    async def inner(first=default, *rest):
        return n, first, rest
    async def items(first=default):
        yield n + first
    return inner, items
async def main():
    made = [make(n, n * 10) for n in range(3)]
    for inner, items in made:
        print(await inner(), await inner(5, 6), [item async for item in items()])
asyncio.run(main())
""")
    assert recorded(["app.py"], tmp_path) == plain(["app.py"], tmp_path)
    assert [call.value for call in trace_in(tmp_path).calls() if call.name.endswith("inner")] == [
        text for n in range(3) for text in (f"({n}, {n * 10}, ())", f"({n}, 5, (6,))")
    ]
