"""Tracing by name: patterns, modules that are not imported yet, and everything as it was afterwards."""

import asyncio
import importlib
import json
import logging
import sys
import threading
import traceback
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from corotrace import UsageError, instrument, record, traced, uninstrument
from corotrace.events import RecordingStopped
from corotrace.recording.traced import Traced

SOURCE = """
import time
from asyncio import sleep
class Cart:
    secret = 1
    def __init__(self): self.goods = []
    async def add(self, good, note=None): return await self.check()
    @classmethod
    async def check(cls): return await helper()
    @staticmethod
    def count(n): return n
    def __len__(self): return 0
    class Inner:
        def go(self): return 1
Basket = Cart
async def helper():
    await sleep(0)
def plain(): return [item for item in items()]
def items(): yield 1
"""


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    package = tmp_path / "corotrace_shop"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "cart.py").write_text(SOURCE)
    (package / "broken.py").write_text("import asyncio\nraise ValueError('broken')\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    finders = [*sys.meta_path]
    yield package
    uninstrument()
    assert sys.meta_path == finders
    for name in [name for name in sys.modules if name.startswith("corotrace_shop")]:
        del sys.modules[name]


def use(module: Any) -> list[str]:
    with record() as trace:
        cart = module.Cart()
        asyncio.run(cart.add("pear"))
        assert (module.Cart.count(1), len(cart), module.Cart.Inner().go(), module.plain()) == (1, 0, 1, [1])
    return [call.name for call in trace.calls()]


def insides(module: ModuleType) -> dict[str, Any]:
    return {**vars(module), **vars(module.Cart), **{f"i.{k}": v for k, v in vars(module.Cart.Inner).items()}}


ALL = ["Cart.__init__", "Cart.add", "Cart.check", "helper", "Cart.count", "Cart.Inner.go", "plain", "items"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("corotrace_shop.cart:*", ALL),
        ("corotrace_shop.cart:Cart.*", ALL[:3] + ALL[4:6]),
        ("corotrace_shop.cart:*.c*", ["Cart.check", "Cart.count"]),
        ("corotrace_shop.cart:helper", ["helper"]),
    ],
)
@pytest.mark.parametrize("before", [False, True])
def test_a_pattern_whether_the_module_is_imported_or_not(
    name: str, expected: list[str], before: bool, shop: Path
) -> None:
    if before:
        instrument(name)
        assert "corotrace_shop.cart" not in sys.modules
    module = importlib.import_module("corotrace_shop.cart")
    if not before:
        original = insides(module)
        instrument(name)
    assert use(module) == expected
    uninstrument(name)
    assert use(module) == []
    if not before:
        assert insides(module) == original


@pytest.mark.parametrize(
    ("pattern", "hint"),
    [
        ("asyncio:Queue.*", "; what it has under such a name is of other modules: name 'asyncio.queues'"),
        ("time:*", "; '*' leaves out what is not written in Python: name it, as 'time:time'"),
        ("time:nothing*", ""),
    ],
)
def test_a_pattern_that_finds_nothing_says_why(pattern: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        instrument(pattern)
    module = pattern.partition(":")[0]
    assert str(caught.value) == f"instrument({pattern!r}): {module!r} defines no function whose name fits{hint}"


@pytest.mark.parametrize("name", ["corotrace_shop.cart:Cart.*", "corotrace_shop:Cart.*"])
def test_the_class_of_a_package_that_says_where_it_is_public(name: str, shop: Path) -> None:
    module = importlib.import_module("corotrace_shop.cart")
    package: Any = importlib.import_module("corotrace_shop")
    package.Cart = module.Cart
    package.Cart.__module__ = "corotrace_shop"
    package.Cart.total = json.dumps  # it is not of the package
    instrument(name)
    assert use(module) == ALL[:3] + ALL[4:6]
    assert not isinstance(vars(module.Cart)["total"], Traced)


def test_a_module_that_is_awaited_no_more_is_left_alone(shop: Path) -> None:
    finders = [*sys.meta_path]
    instrument("corotrace_shop.cart:Cart.add", "corotrace_shop.cart:helper")
    assert sys.meta_path != finders
    uninstrument("corotrace_shop.cart:helper")
    assert use(importlib.import_module("corotrace_shop.cart")) == ["Cart.add"]
    assert sys.meta_path == finders
    uninstrument()


def test_an_awaited_module_is_as_it_would_be(shop: Path) -> None:
    instrument("corotrace_shop.cart:*", "corotrace_shop.broken:*")
    module = importlib.import_module("corotrace_shop.cart")
    spec = module.__spec__
    assert spec
    assert type(spec.loader) is importlib.machinery.SourceFileLoader
    assert "exec_module" not in vars(spec.loader)
    with pytest.raises(ValueError, match="broken") as caught:
        importlib.import_module("corotrace_shop.broken")
    ours = [
        frame.filename for frame in traceback.extract_tb(caught.value.__traceback__) if "corotrace/" in frame.filename
    ]
    assert ours == []


def test_a_name_that_an_awaited_module_does_not_have_is_logged(shop: Path, caplog: pytest.LogCaptureFixture) -> None:
    instrument("corotrace_shop.cart:nothing", "corotrace_shop.cart:N*", "corotrace_shop.cart:helper")
    with caplog.at_level(logging.ERROR, "corotrace"):
        module = importlib.import_module("corotrace_shop.cart")
    assert caplog.messages == [
        "instrument('corotrace_shop.cart:nothing'): 'corotrace_shop.cart' has no function 'nothing' of its own",
        "instrument('corotrace_shop.cart:N*'): 'corotrace_shop.cart' defines no function whose name fits",
    ]
    assert use(module) == ["helper"]


def test_nothing_is_awaited_when_one_name_is_wrong(shop: Path) -> None:
    finders = [*sys.meta_path]
    for wrong in ("corotrace_shop.nothing:f", "corotrace_shop.*:f", "asyncio:nothing*"):
        with pytest.raises(UsageError):
            instrument("corotrace_shop.cart:helper", wrong)
        assert sys.meta_path == finders


def test_values_of_what_is_instrumented(shop: Path) -> None:
    instrument("corotrace_shop.cart:Cart.add", values="none")
    instrument("corotrace_shop.cart:Cart.count", redact="n")
    module = importlib.import_module("corotrace_shop.cart")
    with record() as trace:
        asyncio.run(module.Cart().add("pear"))
        module.Cart.count(n=5)
    assert "pear" not in trace.to_puml()
    assert [call.started.arguments[0].text for call in trace.calls()[1:]] == ["***"]


def test_what_corotrace_calls_itself_is_no_call_of_the_program() -> None:
    instrument("threading:*")
    try:
        with record() as trace:
            thread = threading.Thread(target=traced(lambda: threading.current_thread().name), name="other")
            thread.start()
            thread.join()
    finally:
        uninstrument()
    assert not [event for event in trace.events if isinstance(event, RecordingStopped) and event.failure]
    names = {call.name for call in trace.calls()}
    assert {"Thread.start", "Thread.run", "current_thread"} <= names
    assert "enumerate" not in names


def test_builtin_functions_that_corotrace_calls_itself() -> None:
    @traced
    def count(*words: str, **others: object) -> int:
        return len(words)

    instrument("builtins:len", "builtins:isinstance", "builtins:getattr")
    try:
        with record() as trace:
            assert count("tea", "milk", sugar=["white"]) == 2
    finally:
        uninstrument()
    assert [call.name.rpartition(".")[2] for call in trace.calls()] == ["count", "len"]
