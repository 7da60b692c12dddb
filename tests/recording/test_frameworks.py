"""Frameworks that look at functions: their decorators stack on traced ones."""

import asyncio
import json
from collections.abc import MutableMapping
from typing import Annotated, Any

import pytest

from corotrace import record, traced

pytest_plugins = ["pytester"]

TESTS = """
import asyncio
import pytest
from corotrace import traced

@pytest.fixture
@traced
def number():
    yield 1

{mark}
@traced
async def test_it(number):
    await asyncio.sleep(0)
    assert number == 1
"""


@pytest.mark.parametrize(("mode", "mark"), [("strict", "@pytest.mark.asyncio"), ("auto", "")])
def test_pytest_runs_traced_tests_and_fixtures(pytester: pytest.Pytester, mode: str, mark: str) -> None:
    pytester.makepyfile(TESTS.format(mark=mark))
    result = pytester.runpytest_subprocess(
        f"--asyncio-mode={mode}", "-p", "asyncio", "-W", "error", "-o", "asyncio_default_fixture_loop_scope=function"
    )
    result.assert_outcomes(passed=1)


@pytest.mark.asyncio
@traced
async def test_a_traced_test_of_this_very_suite() -> None:
    with record() as trace:
        await traced(asyncio.sleep)(0)
    assert [call.name for call in trace.calls()] == ["sleep"]


def test_fastapi_reads_the_parameters_of_traced_routes() -> None:
    fastapi = pytest.importorskip("fastapi", reason="fastapi is not installed")
    app = fastapi.FastAPI()

    @traced
    async def shop() -> str:
        return "corner shop"

    @app.get("/items/{number}")
    @traced
    async def item(number: int, at: Annotated[str, fastapi.Depends(shop)], many: bool = False) -> dict[str, Any]:
        return {"number": number, "at": at, "many": many}

    async def get(path: str, query: bytes) -> Any:
        sent: list[MutableMapping[str, Any]] = []

        async def receive() -> MutableMapping[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: MutableMapping[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": query,
            "headers": [], "http_version": "1.1", "scheme": "http", "server": ("test", 80), "client": ("test", 1),
            "root_path": "", "asgi": {"version": "3.0"},
        }  # fmt: skip
        await app(scope, receive, send)
        return json.loads(sent[1]["body"])

    with record() as trace:
        answer = asyncio.run(get("/items/7", b"many=true"))
    assert answer == {"number": 7, "at": "corner shop", "many": True}
    assert [call.name.rpartition(".")[2] for call in trace.calls()] == ["shop", "item"]
